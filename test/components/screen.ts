/** The view on a screen of any size, without a terminal: press keys, read text. */

import {EventEmitter} from 'node:events';
import {afterEach} from 'node:test';
import {type Instance, render} from 'ink';
import {createElement} from 'react';
import {App, type AppProps} from '../../components/app.tsx';
import type {Intent, Outcome} from '../../components/intents.ts';
import {makeTheme} from '../../components/theme.ts';
import {calm, now} from './fixtures.ts';

class Output extends EventEmitter {
	readonly isTTY = true;
	readonly columns: number;
	readonly rows: number;
	frame = '';
	frames = 0;
	constructor(columns: number, rows: number) {
		super();
		this.columns = columns;
		this.rows = rows;
	}
	write(frame: string): boolean {
		// Modes (bracketed paste) are switched by writes of their own.
		if (!frame.startsWith('\u001b[?')) {
			this.frame = frame;
			this.frames++;
		}
		return true;
	}
}

class Input extends EventEmitter {
	readonly isTTY = true;
	private data: string | null = null;
	press(data: string): void {
		this.data = data;
		this.emit('readable');
		this.emit('data', data);
	}
	read(): string | null {
		const {data} = this;
		this.data = null;
		return data;
	}
	setEncoding(): void {}
	setRawMode(): void {}
	resume(): void {}
	pause(): void {}
	ref(): void {}
	unref(): void {}
}

const colours = /\u001b\[[0-9;]*m/g;

/** What terminals send for keys that have names. */
export const sent: Readonly<Record<string, string>> = {
	enter: '\r',
	escape: '\u001b',
	tab: '\t',
	'shift-tab': '\u001b[Z',
	up: '\u001b[A',
	down: '\u001b[B',
	left: '\u001b[D',
	right: '\u001b[C',
	'page-up': '\u001b[5~',
	'page-down': '\u001b[6~',
	home: '\u001b[H',
	end: '\u001b[F',
	f5: '\u001b[15~',
	backspace: '\u007f',
	delete: '\u001b[3~',
};

/** The bytes of a key by its normalised name. */
export const bytesOf = (key: string): string => sent[key] ?? (key.startsWith('ctrl-') ? String.fromCharCode(key.charCodeAt(5) - 96) : key);

export type TestScreen = {
	/** Keys by name: `press('j', 'enter', 'ctrl-s')`. */
	press(...keys: readonly string[]): Promise<void>;
	/** One piece of text as a terminal without bracketed paste sends it. */
	type(text: string): Promise<void>;
	paste(text: string): Promise<void>;
	set(props: Partial<AppProps>): Promise<void>;
	/** Lines without colours. */
	readonly lines: readonly string[];
	readonly text: string;
	/** With SGR sequences. */
	readonly raw: string;
	readonly intents: readonly Intent[];
	close(): void;
};

const settle = (): Promise<void> => new Promise(resolve => setImmediate(() => setImmediate(resolve)));

type Options = Partial<Omit<AppProps, 'perform'>> & {readonly answer?: (intent: Intent) => Outcome | Promise<Outcome>};

/** Mounts the view at 120x40 with the calm colony, unless told otherwise. */
export async function openScreen({answer = () => ({ok: true, text: '', undo: null}), ...options}: Options = {}): Promise<TestScreen> {
	const intents: Intent[] = [];
	let props: AppProps = {
		snapshot: calm,
		now,
		columns: 120,
		rows: 40,
		theme: makeTheme({colour: true, ascii: false}),
		peek: null,
		sides: null,
		banner: null,
		perform: async intent => {
			// That she is at the keyboard is noted with the first key of every minute: no answer to any of them.
			if (intent.type !== 'looked') intents.push(intent);
			return answer(intent);
		},
		...options,
	};
	const stdout = new Output(props.columns, props.rows);
	const stdin = new Input();
	const instance: Instance = render(createElement(App, props), {
		stdout: stdout as unknown as NodeJS.WriteStream,
		stdin: stdin as unknown as NodeJS.ReadStream,
		stderr: new Output(80, 24) as unknown as NodeJS.WriteStream,
		debug: true,
		exitOnCtrlC: false,
		patchConsole: false,
	});
	let failure: unknown = null;
	instance.waitUntilExit().catch((error: unknown) => {
		failure = error;
	});
	await settle();
	const shown = (): string => {
		if (failure) throw failure;
		return stdout.frame;
	};
	const send = async (data: string): Promise<void> => {
		stdin.press(data);
		// A lone Esc is told from a sequence by waiting for more: Ink does so for a moment.
		if (data === '\u001b') await new Promise(resolve => setTimeout(resolve, 60));
		await settle();
	};
	return {
		async press(...keys) {
			for (const key of keys) await send(bytesOf(key));
		},
		type: send,
		paste: text => send(`\u001b[200~${text}\u001b[201~`),
		async set(more) {
			props = {...props, ...more};
			instance.rerender(createElement(App, props));
			await settle();
		},
		get raw() {
			return shown();
		},
		get text() {
			return shown().replace(colours, '');
		},
		get lines() {
			return shown().replace(colours, '').split('\n');
		},
		intents,
		close: () => {
			instance.unmount();
			instance.cleanup();
		},
	};
}

/** Opens screens for the test that runs; they are closed after it. To be called once in a file. */
export const closedAfterEach = (): typeof openScreen => {
	const screens: TestScreen[] = [];
	afterEach(() => {
		for (const screen of screens.splice(0)) screen.close();
	});
	return async (...options) => {
		const screen = await openScreen(...options);
		screens.push(screen);
		return screen;
	};
};
