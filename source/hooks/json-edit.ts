/** Puts members and items into a JSON text and takes them out, in the text's own way of indenting. Everything else stays byte for byte. */
import {type Span, spansOf, type Value, valueAt} from './json-spans.ts';

type Path = readonly (string | number)[];

/** How a text is laid out: what one step of indentation is, and how its lines end. Null: everything on one line. */
type Layout = {readonly indent: string; readonly newline: string} | null;

function layoutOf(text: string, root: Value): Layout {
	const inside = text.slice(root.start + 1, root.end - 1);
	const newline = inside.includes('\r\n') ? '\r\n' : '\n';
	const first = /\n([ \t]*)\S/.exec(inside);
	if (first?.[1] !== undefined) return {indent: first[1] || '\t', newline};
	// An empty object has no layout yet; a filled one without a line end wants to stay on its line.
	return inside.trim() === '' ? {indent: '  ', newline} : null;
}

/** What stands before the first sign of the line that the offset is in. */
const indentAt = (text: string, offset: number): string => /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))?.[0] ?? '';

function written(value: unknown, layout: Layout, outer: string): string {
	if (layout === null) return JSON.stringify(value);
	return JSON.stringify(value, null, layout.indent).replaceAll('\n', `${layout.newline}${outer}`);
}

const partsOf = (container: Value): readonly Span[] => (container.kind === 'object' ? container.members : container.kind === 'array' ? container.items : []);

/** Appends a written part to a container that was found in the text. */
function append(text: string, container: Value, write: (layout: Layout, indent: string) => string): string {
	const root = spansOf(text);
	const last = partsOf(container).at(-1);
	const gap = text.slice(last?.end ?? container.start + 1, container.end - 1);
	const layout = layoutOf(text, root);
	const spread = layout !== null && (last === undefined || gap.includes('\n')) ? layout : null;
	const outer = indentAt(text, container.start);
	// Beside a neighbour its own indentation is the one to follow; in an empty container it is one step more than the line's.
	const inner = spread === null ? '' : last === undefined ? outer + spread.indent : indentAt(text, last.start);
	const part = write(spread, inner);
	const head = text.slice(0, last?.end ?? container.start + 1);
	if (spread === null) return `${head}${last === undefined ? '' : ', '}${part}${text.slice(last?.end ?? container.start + 1)}`;
	if (last === undefined) return `${head}${spread.newline}${inner}${part}${spread.newline}${outer}${text.slice(container.end - 1)}`;
	return `${head},${spread.newline}${inner}${part}${text.slice(last.end)}`;
}

function containerAt(text: string, path: Path, kind: 'object' | 'array'): Value {
	const found = valueAt(spansOf(text), path);
	if (found?.kind !== kind) throw new TypeError(`no ${kind} at ${path.join('.')}`);
	return found;
}

/** The text with `key: value` as the last member of the object at the path. Throws a TypeError where no object is. */
export const addMember = (text: string, path: Path, key: string, value: unknown): string =>
	append(text, containerAt(text, path, 'object'), (layout, indent) => `${JSON.stringify(key)}:${layout === null ? '' : ' '}${written(value, layout, indent)}`);

/** The text with the value as the last item of the array at the path. Throws a TypeError where no array is. */
export const addItem = (text: string, path: Path, value: unknown): string =>
	append(text, containerAt(text, path, 'array'), (layout, indent) => written(value, layout, indent));

/** The text without one part of a container: with it goes its comma and the blanks that set it apart. */
function removePart(text: string, container: Value, index: number): string {
	const parts = partsOf(container);
	const [before, part, after] = [parts[index - 1], parts[index], parts[index + 1]];
	if (part === undefined) return text;
	if (before !== undefined) return text.slice(0, before.end) + text.slice(part.end);
	if (after !== undefined) return text.slice(0, part.start) + text.slice(after.start);
	return text.slice(0, container.start + 1) + text.slice(container.end - 1);
}

/** The text without that item of the array at the path. */
export const removeItem = (text: string, path: Path, index: number): string => removePart(text, containerAt(text, path, 'array'), index);

/** The text without that member of the object at the path; unchanged where there is none. */
export function removeMember(text: string, path: Path, key: string): string {
	const object = containerAt(text, path, 'object');
	const index = object.kind === 'object' ? object.members.findLastIndex(member => member.key === key) : -1;
	return index < 0 ? text : removePart(text, object, index);
}
