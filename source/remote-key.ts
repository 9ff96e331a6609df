/** Remotes' URLs as keys by which clones of one project meet. Pure. */
import path from 'node:path';

const defaultPorts: Readonly<Record<string, string>> = {ssh: '22', https: '443', http: '80', git: '9418'};

const withoutSuffix = (text: string): string =>
	text
		.replace(/\/+$/, '')
		.replace(/\/?\.git$/, '')
		.replace(/\/+$/, '');

/**
 * A remote's URL as a key: no scheme, no user, no password, no `.git`, host in small letters. `git@host:a/b.git`,
 * `ssh://git@host/a/b` and `https://me:secret@host/a/b/` are all `host/a/b`. A path stays a path, resolved from the worktree.
 */
export const remoteKey = (url: string, worktree: string): string => {
	const withScheme = /^([a-z][a-z0-9+.-]*):\/\/([^/]*)(\/.*)?$/is.exec(url);
	if (withScheme) {
		const [, scheme = '', authority = '', rest = ''] = withScheme;
		if (scheme.toLowerCase() === 'file') return withoutSuffix(rest);
		const [, host = '', port] = /^(.*?)(?::(\d+))?$/.exec(authority.slice(authority.lastIndexOf('@') + 1)) ?? [];
		const place = port === undefined || defaultPorts[scheme.toLowerCase()] === port ? host : `${host}:${port}`;
		return `${place.toLowerCase()}${withoutSuffix(rest)}`;
	}
	const likeScp = /^(?:[^/:@]*@)?([^/:]+):(.+)$/s.exec(url);
	if (likeScp) return `${(likeScp[1] ?? '').toLowerCase()}/${withoutSuffix((likeScp[2] ?? '').replace(/^\/+/, ''))}`;
	return withoutSuffix(path.resolve(worktree, url));
};
