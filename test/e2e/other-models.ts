/**
 * Likenesses on 127.0.0.1 of the model services that other clients talk to: OpenAI's Responses (Codex), chat completions (opencode) and Gemini's
 * generateContent. The prompt names a scene, as in `model.ts`; every request of that turn gets the scene's next act.
 */
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {Owner} from '../driver/cleanup.ts';

export type OtherAct = {
	readonly says?: string;
	/** `input` is a text for tools that take one (Codex's apply_patch). */
	readonly uses?: {readonly tool: string; readonly input: Readonly<Record<string, unknown>> | string};
};

export type OtherModel = {
	readonly url: string;
	readonly play: (scene: string, acts: readonly OtherAct[]) => void;
	/** Everything that was sent in the requests of that scene, as one text each. */
	readonly heard: (scene: string) => readonly string[];
};

type Turn = {readonly by: 'user' | 'model' | 'other'; readonly text: string};
type Json = Readonly<Record<string, unknown>>;
type Service = {
	readonly path: RegExp;
	readonly turns: (body: Json) => readonly Turn[];
	readonly answer: (response: ServerResponse, act: OtherAct, id: string) => void;
};

const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as Json[]) : []);
const textOf = (content: unknown): string =>
	typeof content === 'string'
		? content
		: list(content)
				.map(part => String(part['text'] ?? ''))
				.join('\n');

const stream = (response: ServerResponse, lines: readonly string[]): void => {
	response.writeHead(200, {'content-type': 'text/event-stream'});
	response.end(lines.join(''));
};
const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

const itemOf = ({says, uses}: OtherAct, id: string): Json => {
	if (!uses)
		return {type: 'message', id: `msg_${id}`, role: 'assistant', status: 'completed', content: [{type: 'output_text', text: says ?? 'Done.', annotations: []}]};
	const call = {call_id: `call_${id}`, name: uses.tool, status: 'completed'};
	return typeof uses.input === 'string'
		? {type: 'custom_tool_call', id: `ctc_${id}`, ...call, input: uses.input}
		: {type: 'function_call', id: `fc_${id}`, ...call, arguments: JSON.stringify(uses.input)};
};

const responses: Service = {
	path: /\/responses$/,
	turns: body =>
		list(body['input']).map(item => {
			if (/_call$/.test(String(item['type']))) return {by: 'model', text: ''};
			return {by: item['role'] === 'user' ? 'user' : 'other', text: textOf(item['content'] ?? item['output'])};
		}),
	answer: (response, act, id) => {
		const item = itemOf(act, id);
		const whole = {id: `resp_${id}`, object: 'response', status: 'completed', output: [item], usage: {input_tokens: 1, output_tokens: 1, total_tokens: 2}};
		const event = (type: string, more: Json): string => `event: ${type}\n${data({type, ...more})}`;
		stream(response, [
			event('response.created', {response: {...whole, status: 'in_progress', output: []}}),
			event('response.output_item.added', {output_index: 0, item}),
			event('response.output_item.done', {output_index: 0, item}),
			event('response.completed', {response: whole}),
		]);
	},
};

const chat: Service = {
	path: /\/chat\/completions$/,
	turns: body =>
		list(body['messages']).map(({role, content}) => ({by: role === 'user' ? 'user' : role === 'assistant' ? 'model' : 'other', text: textOf(content)})),
	answer: (response, {says, uses}, id) => {
		const chunk = (delta: Json, reason: string | null = null): string =>
			data({id: `chat_${id}`, object: 'chat.completion.chunk', created: 1, model: 'likeness', choices: [{index: 0, delta, finish_reason: reason}]});
		const call = uses && {index: 0, id: `call_${id}`, type: 'function', function: {name: uses.tool, arguments: JSON.stringify(uses.input)}};
		stream(response, [
			chunk(call ? {role: 'assistant', content: '', tool_calls: [call]} : {role: 'assistant', content: says ?? 'Done.'}),
			chunk({}, call ? 'tool_calls' : 'stop'),
			'data: [DONE]\n\n',
		]);
	},
};

const gemini: Service = {
	path: /:streamGenerateContent$/,
	turns: body => list(body['contents']).map(({role, parts}) => ({by: role === 'model' ? 'model' : 'user', text: textOf(parts)})),
	answer: (response, {says, uses}) => {
		const parts = [uses ? {functionCall: {name: uses.tool, args: uses.input}} : {text: says ?? 'Done.'}];
		stream(response, [
			data({candidates: [{index: 0, content: {role: 'model', parts}, finishReason: 'STOP'}], usageMetadata: {promptTokenCount: 1, totalTokenCount: 2}}),
		]);
	},
};

const services = [responses, chat, gemini];

/** The last scene that a user's prompt named, and how often the model answered since. */
const sceneOf = (turns: readonly Turn[]): {readonly name: string; readonly answered: number} | null => {
	const at = turns.findLastIndex(({by, text}) => by === 'user' && /\bscene [a-z0-9-]+/.test(text));
	const name = at < 0 ? undefined : [...(turns[at]?.text ?? '').matchAll(/\bscene ([a-z0-9-]+)/g)].at(-1)?.[1];
	return name === undefined ? null : {name, answered: turns.slice(at + 1).filter(({by}) => by === 'model').length};
};

const bodyOf = async (request: IncomingMessage): Promise<Json | null> => {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	try {
		return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Json;
	} catch {
		return null;
	}
};

export const newOtherModel = async (owner: Owner): Promise<OtherModel> => {
	const plays = new Map<string, readonly OtherAct[]>();
	const log: {readonly scene: string; readonly text: string}[] = [];
	let count = 0;
	const answer = (service: Service, body: Json, response: ServerResponse): void => {
		count += 1;
		// Titles and the like are asked for without tools.
		const scene = list(body['tools']).length > 0 ? sceneOf(service.turns(body)) : null;
		if (scene !== null) log.push({scene: scene.name, text: JSON.stringify(body)});
		const act = scene === null ? {says: 'A title'} : (plays.get(scene.name)?.[scene.answered] ?? {says: `End of ${scene.name}.`});
		service.answer(response, act, String(count));
	};
	const server = createServer((request, response) => {
		response.on('error', () => {});
		void bodyOf(request).then(body => {
			const path = (request.url ?? '').split('?')[0] ?? '';
			const service = services.find(each => each.path.test(path));
			if (service && body) return answer(service, body, response);
			response.writeHead(path.endsWith(':countTokens') ? 200 : 404, {'content-type': 'application/json'});
			response.end(JSON.stringify({totalTokens: 1}));
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
