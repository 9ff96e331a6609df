/**
 * Asks the terminal for its background colour (OSC 11), so that a light one gets colours that can be read on it. The question ends with one
 * that every terminal answers (DA1): whoever does not know the first is not waited for.
 */
export type Background = 'light' | 'dark';

const question = '\u001b]11;?\u001b\\\u001b[c';
const colour = /\u001b\]11;rgb:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})(?:\u0007|\u001b\\)/i;
const end = /\u001b\[\?[\d;]*c/;

/** Parts of red, green and blue in how bright a colour looks (ITU-R BT.709). */
const weights = [0.2126, 0.7152, 0.0722] as const;

/** What the answer says; null: it names no colour. */
export function backgroundIn(answer: string): Background | null {
	const found = colour.exec(answer);
	if (!found) return null;
	const bright = weights.reduce((sum, weight, index) => {
		const digits = found[index + 1] ?? '0';
		return sum + (weight * Number.parseInt(digits, 16)) / (16 ** digits.length - 1);
	}, 0);
	return bright > 0.5 ? 'light' : 'dark';
}

type Input = Pick<NodeJS.ReadStream, 'on' | 'off' | 'unshift' | 'pause' | 'setRawMode'>;

/**
 * Leaves the terminal in raw mode, where Ink wants it: between the two nothing typed is echoed. Null when it said nothing within `ms`
 * milliseconds, or knows no colour. What was typed meanwhile is given back to the input.
 */
export function askBackground(input: Input, output: Pick<NodeJS.WriteStream, 'write'>, ms: number): Promise<Background | null> {
	input.setRawMode(true);
	return new Promise(resolve => {
		let got = '';
		const finish = (): void => {
			clearTimeout(timer);
			input.off('data', onData);
			input.pause();
			const typed = got.replace(colour, '').replace(end, '');
			if (typed !== '') input.unshift(Buffer.from(typed, 'latin1'));
			resolve(backgroundIn(got));
		};
		const onData = (chunk: Buffer): void => {
			// Bytes stay bytes: a letter may be cut in two between chunks.
			got += chunk.toString('latin1');
			if (end.test(got)) finish();
		};
		const timer = setTimeout(finish, ms);
		input.on('data', onData);
		output.write(question);
	});
}
