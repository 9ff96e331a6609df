/** The question for the terminal's background. */
import assert from 'node:assert/strict';
import {PassThrough} from 'node:stream';
import {describe, it} from 'node:test';
import {askBackground, backgroundIn} from '../../../source/tui/ask-terminal.ts';

describe('what the answer says', () => {
	const answers: readonly (readonly [string, 'light' | 'dark' | null])[] = [
		['\u001b]11;rgb:ffff/ffff/ffff\u001b\\', 'light'],
		['\u001b]11;rgb:fd/f6/e3\u0007', 'light'],
		['\u001b]11;rgb:0/2/3\u0007', 'dark'],
		['\u001b]11;rgb:2828/2c2c/3434\u001b\\', 'dark'],
		// Full green is bright, full blue is not.
		['\u001b]11;rgb:0000/ffff/0000\u001b\\', 'light'],
		['\u001b]11;rgb:0000/0000/ffff\u001b\\', 'dark'],
		['\u001b[?62;c', null],
		['\u001b]11;rgba:ffff/ffff\u0007', null],
	];
	for (const [answer, said] of answers) it(JSON.stringify(answer), () => assert.equal(backgroundIn(answer), said));
});

describe('asking', () => {
	const setUp = () => {
		const raw: boolean[] = [];
		const input = Object.assign(new PassThrough(), {
			setRawMode: (on: boolean) => {
				raw.push(on);
				return input;
			},
		}) as unknown as NodeJS.ReadStream & PassThrough;
		let asked = '';
		const output = {
			write: (text: string) => {
				asked += text;
				return true;
			},
		};
		return {input, output, raw, asked: () => asked};
	};

	// Mutation seen red: `unshift` left out.
	it('gives back what was typed around the answer, and leaves raw mode on', async () => {
		const {input, output, raw, asked} = setUp();
		const answer = askBackground(input, output as NodeJS.WriteStream, 5000);
		assert.match(asked(), /\u001b\]11;\?.*\u001b\[c$/s);
		input.write('j\u001b]11;rgb:ffff/');
		input.write('ffff/ffff\u001b\\\u001b[?6');
		input.write('2;4ck');
		assert.equal(await answer, 'light');
		assert.deepEqual(raw, [true]);
		assert.equal(String(input.read()), 'jk');
	});

	it('takes silence for no answer', async () => {
		const {input, output} = setUp();
		assert.equal(await askBackground(input, output as NodeJS.WriteStream, 1), null);
		assert.equal(input.listenerCount('data'), 0);
	});
});
