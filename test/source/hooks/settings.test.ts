import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {QueenError} from '../../../source/errors.ts';
import {hookEventNames} from '../../../source/hooks/events.ts';
import {installedLine, isOurLine, ourGroups} from '../../../source/hooks/installed-line.ts';
import {addItem, addMember, removeItem, removeMember} from '../../../source/hooks/json-edit.ts';
import {ourEntries, withOurs, withoutOurs} from '../../../source/hooks/merge.ts';

const front = "/home/o'brien/.claude/queen/hooks/queen-hook";
const file = 'settings.json';
const groups = ourGroups(front);

const foreign = {type: 'command', command: 'echo "{\\"a\\": [1]}" # } ] {'};
const shapes: Readonly<Record<string, string>> = {
	empty: '{}',
	'empty with a line end': '{}\n',
	'spread and empty': '{\n}\n',
	'two spaces': '{\n  "model": "x"\n}\n',
	'four spaces, foreign hooks': JSON.stringify({hooks: {Stop: [{hooks: [foreign]}], Setup: [{hooks: [foreign]}]}, model: 'x'}, null, 4),
	tabs: `${JSON.stringify({env: {A: '1'}, hooks: {PreToolUse: [{matcher: 'Bash', hooks: [foreign, foreign]}]}}, null, '\t')}\n`,
	'on one line': '{"permissions":{"allow":["Bash(echo:*)"]},"hooks":{"Stop":[{"hooks":[]}]}}',
	'on one line, blanks': '{ "a": 1, "hooks": {} }',
	'mixed: lists on one line':
		'{\n    "permissions": {"allow": ["A", "B"]},\n    "hooks": {\n        "Stop": [{"hooks": []}],\n        "Notification": [ ]\n    }\n}\n',
	'Windows line ends': '{\r\n  "model": "x",\r\n  "hooks": {\r\n    "Stop": []\r\n  }\r\n}\r\n',
	'a byte order mark': '\uFEFF{\n  "a": "b"\n}\n',
	'keys that look like ours': '{"command": "queen-hook", "hooks": {"Stop": [{"hooks": [{"type": "command", "command": "/x/hooks/queen-hook Stop"}]}]}}',
	'strings that look like structure': '{\n  "a": "\\"}],{[\\\\",\n  "b\\"c": "\\u007d"\n}\n',
};

const read = (text: string): unknown => JSON.parse(text.replace(/^\uFEFF/, ''));
/** Everything foreign, to compare before and after. Mutation seen red: withOurs that sets `hooks[event]` instead of adding to it. */
const strip = (text: string): unknown =>
	JSON.parse(JSON.stringify(read(text)), (_key, value) =>
		Array.isArray(value) ? value.filter(item => !(item as {hooks?: {command?: string}[]})?.hooks?.some(hook => isOurLine(hook.command))) : value,
	);

const withoutEmpty = (value: unknown): unknown => {
	const settings = {...(value as {hooks?: Record<string, unknown[]>})};
	const events = Object.entries(settings.hooks ?? {}).filter(([, groups]) => groups.length > 0);
	return {...settings, hooks: Object.fromEntries(events)};
};

for (const [name, text] of Object.entries(shapes)) {
	test(`our entries go in beside the others: ${name}`, () => {
		const made = withOurs(text, file, groups);
		assert.deepEqual(
			ourEntries(made, file)
				.map(({event}) => event)
				.sort(),
			[...hookEventNames].sort(),
		);
		assert.deepEqual(withoutEmpty(strip(made)), withoutEmpty(strip(text)));
		assert.equal(made.includes('\r\n'), text.includes('\r\n'));
		assert.equal(/[^\r]\n/.test(made) && made.includes('\r\n'), false, 'line ends are not mixed');
	});
	test(`put in twice is put in once: ${name}`, () => {
		const once = withOurs(text, file, groups);
		assert.deepEqual(read(withOurs(once, file, groups)), read(once));
		assert.equal(ourEntries(withOurs(once, file, ourGroups('/elsewhere/hooks/queen-hook')), file).length, hookEventNames.length);
	});
	// Mutation seen red: removePart that leaves the comma of the part before.
	test(`taken out, the rest is as it was: ${name}`, () => {
		const out = withoutOurs(withOurs(text, file, groups), file);
		assert.deepEqual(withoutEmpty(read(out)), withoutEmpty(read(text)));
		assert.equal(withoutOurs(text, file), text, 'where nothing is ours nothing changes');
	});
}

test('what was spread before stays byte for byte where all its lists were filled', () => {
	for (const name of ['two spaces', 'four spaces, foreign hooks', 'tabs', 'a byte order mark', 'strings that look like structure']) {
		const text = shapes[name] ?? '';
		assert.equal(withoutOurs(withOurs(text, file, groups), file), text, name);
	}
});

test('taken out after somebody else added a hook to our group and one beside it', () => {
	const settings = read(withOurs('{}', file, groups)) as {hooks: Record<string, {hooks: unknown[]}[]>};
	settings.hooks['Stop']?.[0]?.hooks.push(foreign);
	settings.hooks['Stop']?.unshift({hooks: [foreign]});
	const out = read(withoutOurs(JSON.stringify(settings, null, 2), file));
	assert.deepEqual(out, {hooks: {Stop: [{hooks: [foreign]}, {hooks: [foreign]}]}});
});

test('the line is known again, whatever the folder is called', () => {
	fc.assert(
		fc.property(fc.string({unit: 'binary'}), fc.constantFrom(...hookEventNames), (folder, event) => {
			assert.equal(isOurLine(installedLine(`/${folder}/hooks/queen-hook`, event)), true);
		}),
		{numRuns: 200},
	);
	for (const command of ['queen-hook', "'/x/hooks/queen-hook' Stop", ':', 1, null]) assert.equal(isOurLine(command), false);
});

const broken: Readonly<Record<string, string>> = {
	comments: '{\n  // mine\n  "a": 1\n}',
	'a comma too many': '{"a": 1,}',
	half: '{"hooks": {"Stop": [',
	'a list': '[]',
	text: '"x"',
	null: 'null',
	'hooks is a list': '{"hooks": []}',
	'hooks is null': '{"hooks": null}',
	'an event is an object': '{"hooks": {"Stop": {}}}',
	'too deep': `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`,
};
// Mutation seen red: parse() that answers an empty object for what does not parse.
for (const [name, text] of Object.entries(broken)) {
	test(`broken settings are refused in one sentence: ${name}`, () => {
		for (const work of [() => withOurs(text, file, groups), () => withoutOurs(text, file)]) {
			assert.throws(
				work,
				error => error instanceof QueenError && error.code === 'refused' && /nothing was changed/.test(error.message) && !error.message.includes('\n'),
			);
		}
	});
}

const layout = fc.constantFrom<string | number | undefined>(undefined, 2, 4, '\t');
const json = fc.object({maxDepth: 4, values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)]});

test('any object: a member or an item that is added and removed leaves every byte', () => {
	fc.assert(
		fc.property(json, layout, json, (object, indent, value) => {
			fc.pre(!('added' in object));
			const text = JSON.stringify({...object, list: [1, {a: []}]}, null, indent);
			const member = addMember(text, [], 'added', value);
			assert.deepEqual(JSON.parse(member), JSON.parse(JSON.stringify({...object, list: [1, {a: []}], added: value})));
			assert.equal(removeMember(member, [], 'added'), text);
			const item = addItem(text, ['list'], value);
			assert.deepEqual((JSON.parse(item) as {list: unknown[]}).list, [1, {a: []}, JSON.parse(JSON.stringify(value))]);
			assert.equal(removeItem(item, ['list'], 2), text);
		}),
		{numRuns: 300},
	);
});
