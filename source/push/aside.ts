/** A git whose new objects lie in a folder of ours, which is removed: so a plan is made of the real thing, and the repository stays as it is. */
import {mkdirSync} from 'node:fs';
import path from 'node:path';
import {inFolder} from './folder.ts';
import type {Job} from './job.ts';

/** As git reads a list of paths. */
const quoted = (file: string): string => (/[:"\\]/.test(file) ? `"${file.replace(/["\\]/g, '\\$&')}"` : file);

export const aside = <T>(job: Job, work: (job: Job) => Promise<T>): Promise<T> =>
	inFolder('plan', folder => {
		const objects = path.join(folder, 'objects');
		mkdirSync(objects);
		const env = {GIT_OBJECT_DIRECTORY: objects, GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(path.join(job.place.commonDir, 'objects'))};
		const git: Job['git'] = (words, options = {}) => job.git(words, {...options, env: {...env, ...options.env}});
		return work({...job, git, steady: git, context: {...job.context, env: {...job.context.env, ...env}}});
	});
