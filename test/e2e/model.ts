/**
 * A likeness of the Messages API on 127.0.0.1, so that a real client works without a network. What it answers stands in a play that the test
 * writes: the user's prompt names its scene, and every request of that turn gets the scene's next act.
 */
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {setTimeout as pause} from 'node:timers/promises';
import type {Owner} from '../driver/cleanup.ts';

/** One answer of the model: it says something, or uses a tool; before that it may think for a while. */
export type Act = {
	readonly says?: string;
	readonly uses?: {readonly tool: string; readonly input: Readonly<Record<string, unknown>>};
	readonly thinksMs?: number;
	/** Answers only when this came about: what the test does meanwhile is done before. */
	readonly after?: Promise<unknown>;
};

type Block = {readonly type: string; readonly text?: string; readonly content?: unknown; readonly is_error?: boolean};
type Turn = {readonly role: string; readonly content: string | readonly Block[]};
type Request = {readonly model: string; readonly stream?: boolean; readonly messages: readonly Turn[]; readonly tools?: readonly {readonly name: string}[]};

export type Model = {
	readonly url: string;
	/** From now on the prompt `scene NAME` is answered with these acts, one after the other. */
	readonly play: (scene: string, acts: readonly Act[]) => void;
	/** Everything that the model was sent in the requests whose last prompt named that scene, as one text each. */
	readonly heard: (scene: string) => readonly string[];
};

const textOf = (content: Turn['content']): string =>
	typeof content === 'string' ? content : content.map(block => block.text ?? (block.content === undefined ? '' : JSON.stringify(block.content))).join('\n');

/** The last scene that a user's prompt named, and how many answers were given since. */
const sceneOf = (messages: readonly Turn[]): {readonly name: string; readonly answered: number} | null => {
	const at = messages.findLastIndex(({role, content}) => role === 'user' && /\bscene [a-z0-9-]+/.test(textOf(content)));
	const name = at < 0 ? undefined : [...textOf(messages[at]?.content ?? '').matchAll(/\bscene ([a-z0-9-]+)/g)].at(-1)?.[1];
	return name === undefined ? null : {name, answered: messages.slice(at + 1).filter(({role}) => role === 'assistant').length};
};

const bodyOf = async (request: IncomingMessage): Promise<Request | null> => {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	try {
		return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Request;
	} catch {
		return null;
	}
};

let count = 0;
const nextId = (kind: string): string => {
	count += 1;
	return `${kind}_likeness${String(count).padStart(5, '0')}`;
};

const blockOf = ({says, uses}: Act): Readonly<Record<string, unknown>> =>
	uses ? {type: 'tool_use', id: nextId('toolu'), name: uses.tool, input: uses.input} : {type: 'text', text: says ?? 'Done.'};

const deltaOf = (block: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
	block['type'] === 'text' ? {type: 'text_delta', text: block['text']} : {type: 'input_json_delta', partial_json: JSON.stringify(block['input'])};

const emptyOf = (block: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
	block['type'] === 'text' ? {...block, text: ''} : {...block, input: {}};

const usage = {input_tokens: 50, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 5};

const stream = (response: ServerResponse, model: string, block: Readonly<Record<string, unknown>>): void => {
	const send = (type: string, data: Readonly<Record<string, unknown>>): void =>
		void response.write(`event: ${type}\ndata: ${JSON.stringify({type, ...data})}\n\n`);
	const reason = block['type'] === 'tool_use' ? 'tool_use' : 'end_turn';
	response.writeHead(200, {'content-type': 'text/event-stream'});
	const message = {id: nextId('msg'), type: 'message', role: 'assistant', model, content: [], stop_reason: null, stop_sequence: null, usage};
	send('message_start', {message});
	send('content_block_start', {index: 0, content_block: emptyOf(block)});
	send('content_block_delta', {index: 0, delta: deltaOf(block)});
	send('content_block_stop', {index: 0});
	send('message_delta', {delta: {stop_reason: reason, stop_sequence: null}, usage});
	send('message_stop', {});
	response.end();
};

const whole = (response: ServerResponse, model: string, block: Readonly<Record<string, unknown>>): void => {
	const reason = block['type'] === 'tool_use' ? 'tool_use' : 'end_turn';
	response.writeHead(200, {'content-type': 'application/json'});
	response.end(
		JSON.stringify({id: nextId('msg'), type: 'message', role: 'assistant', model, content: [block], stop_reason: reason, stop_sequence: null, usage}),
	);
};

/** Titles, topics and the like are asked for without the tools that change files: they get a fixed word. */
const isOfTheTurn = ({tools}: Request): boolean => (tools ?? []).some(({name}) => name === 'Edit' || name === 'Write');

export const newModel = async (owner: Owner): Promise<Model> => {
	const plays = new Map<string, readonly Act[]>();
	const log: {readonly scene: string; readonly text: string}[] = [];
	const answer = async (request: Request, response: ServerResponse): Promise<void> => {
		const scene = isOfTheTurn(request) ? sceneOf(request.messages) : null;
		if (scene !== null) log.push({scene: scene.name, text: JSON.stringify(request.messages)});
		const act: Act = scene === null ? {says: 'A title'} : (plays.get(scene.name)?.[scene.answered] ?? {says: `End of ${scene.name}.`});
		if (act.thinksMs !== undefined) await pause(act.thinksMs);
		await act.after;
		if (response.destroyed) return;
		const block = blockOf(act);
		if (request.stream) stream(response, request.model, block);
		else whole(response, request.model, block);
	};
	const server = createServer((request, response) => {
		// A client that was interrupted is gone before its answer.
		response.on('error', () => {});
		void bodyOf(request).then(body => {
			if (body?.messages && request.url?.startsWith('/v1/messages') && !request.url.includes('count_tokens')) return answer(body, response);
			response.writeHead(request.url?.includes('count_tokens') ? 200 : 404, {'content-type': 'application/json'});
			response.end(JSON.stringify({input_tokens: 50}));
			return undefined;
		});
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	owner.after(() => {
		server.closeAllConnections();
		server.close();
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		play: (scene, acts) => void plays.set(scene, acts),
		heard: name => log.filter(({scene}) => scene === name).map(({text}) => text),
	};
};
