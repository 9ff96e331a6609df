/** A git whose new objects lie in a folder of ours, which is removed: so a plan is made of the real thing, and the repository stays as it is. */
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type {Job} from './job.ts';

/** As git reads a list of paths. */
const quoted = (file: string): string => (/[:"\\]/.test(file) ? `"${file.replace(/["\\]/g, '\\$&')}"` : file);

export async function aside<T>(job: Job, work: (job: Job) => Promise<T>): Promise<T> {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'queen-plan-'));
	try {
		const objects = path.join(folder, 'objects');
		mkdirSync(objects);
		const env = {GIT_OBJECT_DIRECTORY: objects, GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(path.join(job.place.commonDir, 'objects'))};
		const git: Job['git'] = (words, options = {}) => job.git(words, {...options, env: {...env, ...options.env}});
		return await work({...job, git, steady: git, context: {...job.context, env: {...job.context.env, ...env}}});
	} finally {
		rmSync(folder, {recursive: true, force: true, maxRetries: 3});
	}
}
