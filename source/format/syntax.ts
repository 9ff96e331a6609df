/**
 * Light syntax colouring of one line of code: comments, texts in quotes, keywords. Honest about what it is: it knows words and quotes, no grammar,
 * and looks at each line alone. It never changes the text: the parts joined are the line. Pure.
 */
import type {Language} from './languages.ts';

export type Part = {readonly text: string; readonly kind: 'code' | 'word' | 'text' | 'comment'};

/** Nobody reads a longer line for its colours (minified, data), and finding them takes time that grows with its square at worst. */
const longest = 500;

/** Made with the first line of a language. */
const patterns = new WeakMap<Language, RegExp>();

function patternOf(language: Language): RegExp {
	const made = patterns.get(language);
	if (made) return made;
	// A text that is not closed in its line is none: an apostrophe, the first line of a longer one.
	const texts = [...language.quotes].map(quote => `${quote}(?:\\\\.|[^${quote}\\\\])*${quote}`).join('|');
	// What follows a single dot is a name, whatever it is called.
	const pattern = new RegExp(`(?<comment>${language.comment})|(?<text>${texts})|(?<word>(?<!(?<!\\.)\\.)[@#]?[\\p{L}_$][\\p{L}\\p{N}_$]*)`, 'gu');
	patterns.set(language, pattern);
	return pattern;
}

const kindOf = ({word, text}: Partial<Record<'word' | 'text', string>>): Part['kind'] =>
	word !== undefined ? 'word' : text !== undefined ? 'text' : 'comment';

/** The line in its parts, without what a diff writes in front of it. */
export function partsOf(line: string, language: Language): readonly Part[] {
	if (line.length > longest) return [{text: line, kind: 'code'}];
	const parts: Part[] = [];
	let at = 0;
	for (const {0: text, index, groups = {}} of line.matchAll(patternOf(language))) {
		const kind = kindOf(groups);
		if (kind === 'word' && !language.words.has(language.ignoreCase ? text.toLowerCase() : text)) continue;
		if (index > at) parts.push({text: line.slice(at, index), kind: 'code'});
		parts.push({text, kind});
		at = index + text.length;
	}
	if (at < line.length) parts.push({text: line.slice(at), kind: 'code'});
	return parts;
}
