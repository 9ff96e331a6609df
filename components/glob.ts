/** Does a claim's path or glob cover a file? Only for telling what argues against a release: the store decides about claims. */

const special = /[.+^${}()|[\]\\]/g;

/** `**` crosses folders, `*` and `?` do not; a path without them covers itself and everything below it. Both relative to the repository. */
export function matches(pattern: string, file: string): boolean {
	if (!/[*?]/.test(pattern)) return file === pattern || file.startsWith(pattern.endsWith('/') ? pattern : `${pattern}/`);
	const source = pattern.replace(special, '\\$&').replace(/\*\*\/?|\*|\?/g, sign => (sign === '*' ? '[^/]*' : sign === '?' ? '[^/]' : '.*'));
	return new RegExp(`^${source}$`).test(file);
}
