import {createTight} from './tight-output.ts';

/** A frame begins: Ink writes this by itself, and the frame right after it. */
const begin = '\u001b[?2026h';

/** The same terminal, written to in fewer bytes (`tight-output.ts`) and fewer pieces. Only for who writes whole sequences at once, as Ink does. */
export function tightStdout(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
	// A terminal that does not tell its size is never known to be at its top.
	const tight = createTight(() => stdout.rows || Number.POSITIVE_INFINITY);
	let held = '';
	const write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
		if (chunk === begin && held === '' && rest.length === 0) {
			held = begin;
			return true;
		}
		const before = held;
		held = '';
		if (typeof chunk === 'string') return pass(tight(before + chunk), rest);
		if (before !== '') pass(tight(before), []);
		return pass(chunk, rest);
	};
	const pass = (chunk: string | Uint8Array, rest: readonly unknown[]): boolean => Reflect.apply(stdout.write, stdout, [chunk, ...rest]) as boolean;
	return new Proxy(stdout, {
		get(target, name) {
			if (name === 'write') return write;
			const value: unknown = Reflect.get(target, name, target);
			// Node's streams know each other by their own object.
			return typeof value === 'function' ? value.bind(target) : value;
		},
	});
}
