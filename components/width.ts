import measure, {type Options} from 'string-width';

/**
 * string-width with a memory. Ink measures every non-ASCII line again on each frame; in the bundle its string-width is this one
 * (see source/build.ts). Answers cells, as string-width does.
 */
const known = new Map<string, number>();
const most = 8192;

export default function width(text: string, options?: Options): number {
	if (options) return measure(text, options);
	let cells = known.get(text);
	if (cells === undefined) {
		if (known.size > most) known.clear();
		cells = measure(text);
		known.set(text, cells);
	}
	return cells;
}
