/**
 * What the hot commands use of `node:path`, in its place in their bundle (build.ts): Node compiles its own when they are first called, which
 * costs a command half a millisecond; these come with the bundle's bytecode. Same answers as `path.posix` (a test compares them).
 */

/** Names on the way, without `.` and, as far as they can be taken back, without `..`. */
function steps(text: string, isAbsolute: boolean): readonly string[] {
	const found: string[] = [];
	for (const part of text.split('/')) {
		if (part === '' || part === '.') continue;
		if (part !== '..') found.push(part);
		else if (found.length > 0 && found.at(-1) !== '..') found.pop();
		else if (!isAbsolute) found.push(part);
	}
	return found;
}

const isAbsolute = (text: string): boolean => text.startsWith('/');

function normalize(text: string): string {
	const fromRoot = isAbsolute(text);
	const way = steps(text, fromRoot).join('/');
	const end = text.endsWith('/') ? '/' : '';
	if (way === '') return fromRoot ? '/' : `.${end}`;
	return `${fromRoot ? '/' : ''}${way}${end}`;
}

function join(...parts: readonly string[]): string {
	const joined = parts.filter(part => part !== '').join('/');
	return joined === '' ? '.' : normalize(joined);
}

function resolve(...parts: readonly string[]): string {
	let whole = '';
	for (const part of [...parts].reverse()) {
		if (part === '' || isAbsolute(whole)) continue;
		whole = whole === '' ? part : `${part}/${whole}`;
	}
	if (!isAbsolute(whole)) whole = `${process.cwd()}/${whole}`;
	return `/${steps(whole, true).join('/')}`;
}

/** Where the last name begins and ends; slashes after it do not count. */
function lastName(text: string): {readonly from: number; readonly to: number} {
	let to = text.length;
	while (to > 0 && text[to - 1] === '/') to -= 1;
	return {from: text.lastIndexOf('/', to - 1) + 1, to};
}

function dirname(text: string): string {
	const {from, to} = lastName(text);
	if (to === 0 || from === 0) return isAbsolute(text) ? '/' : '.';
	if (from === 1) return '/';
	return from === 2 && isAbsolute(text) ? '//' : text.slice(0, from - 1);
}

function basename(text: string): string {
	const {from, to} = lastName(text);
	return to === 0 ? '' : text.slice(from, to);
}

function relative(from: string, to: string): string {
	const here = steps(resolve(from), true);
	const there = steps(resolve(to), true);
	let same = 0;
	while (same < here.length && here[same] === there[same]) same += 1;
	return [...here.slice(same).map(() => '..'), ...there.slice(same)].join('/');
}

export {basename, dirname, isAbsolute, join, normalize, relative, resolve};
