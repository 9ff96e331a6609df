import {createTight} from './tight-output.ts';

/** The same terminal, written to in fewer bytes (`tight-output.ts`). Only for who writes whole sequences at once, as Ink does. */
export function tightStdout(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
	const tight = createTight();
	const write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean =>
		Reflect.apply(stdout.write, stdout, [typeof chunk === 'string' ? tight(chunk) : chunk, ...rest]) as boolean;
	return new Proxy(stdout, {
		get(target, name) {
			if (name === 'write') return write;
			const value: unknown = Reflect.get(target, name, target);
			// Node's streams know each other by their own object.
			return typeof value === 'function' ? value.bind(target) : value;
		},
	});
}
