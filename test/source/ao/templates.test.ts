/** The words that sessions are started with: every command in them is one that `queen` understands. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parseSessions, planSession} from '../../../source/ao/sessions.ts';
import {claudeMdSection} from '../../../source/ao/templates/claude-md.ts';
import {orchestratorPrompt} from '../../../source/ao/templates/orchestrator.ts';
import {sessionPrompt} from '../../../source/ao/templates/session.ts';
import {parseArgs} from '../../../source/args.ts';
import {commands} from '../../../source/commands/index.ts';
import {QueenError} from '../../../source/errors.ts';

const description = 'a REST API; `rm -rf /` and "$(touch /tmp/owned)"\nwith rate limits';
const templates = {
	'CLAUDE.md': claudeMdSection(),
	session: sessionPrompt({name: 'A', address: 'a', workstream: 'frontend', orchestrator: 'orchestrator'}),
	orchestrator: orchestratorPrompt({description: 'X', name: 'orchestrator', maxFiles: 7}),
};

/** Words as a shell would split them; our templates use nothing but double quotes. */
const words = (line: string): readonly string[] => [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, inside, plain]) => inside ?? plain ?? '');

test('every command in the templates exists, with its options', () => {
	let seen = 0;
	for (const [name, text] of Object.entries(templates)) {
		for (const [, line = ''] of text.matchAll(/`((?:queen|iam|ao)(?: [^`]+)?)`/g)) {
			const [program = '', ...rest] = words(line);
			if (line === 'queen') continue;
			const [word, args] = program === 'queen' ? [rest[0] ?? '', rest.slice(1)] : [program, rest];
			const command = commands.find(each => each.name === word);
			// Mutation seen red: `queen dance` written into a template.
			assert.ok(command, `${name}: ${line}`);
			assert.doesNotThrow(() => parseArgs(args, command.flags, command.name), `${name}: ${line}`);
			seen += 1;
		}
	}
	assert.ok(seen > 40, `${seen} commands`);
});

test('what is said in each: who she is, what is wanted as it was written, how much one session may own', () => {
	for (const text of [templates.session, templates['CLAUDE.md'], templates.orchestrator]) assert.match(text, /permission/);
	assert.match(templates.session, /You are session A\. Your workstream is frontend\./);
	assert.match(templates.session, /greet you as a\./);
	assert.equal(templates.orchestrator.match(/\b7 files\b|at most 7/g)?.length, 2);
	assert.ok(orchestratorPrompt({description, name: 'o', maxFiles: 1}).includes(`<wish>\n${description}\n</wish>`));
});

test('sessions: names and workstreams that mean something else to a shell or to git are refused', () => {
	assert.deepEqual(parseSessions(['A:frontend B:backend', 'c-2:infra_x']), [
		{name: 'A', workstream: 'frontend'},
		{name: 'B', workstream: 'backend'},
		{name: 'c-2', workstream: 'infra_x'},
	]);
	for (const wrong of [
		'A',
		'A:',
		':x',
		'A:x y:',
		'A:$(x)',
		"A:'x",
		'A:../x',
		'A:a..b',
		'A:x.lock',
		'A:x.',
		'-A:x',
		'A:-x',
		'A:x a:y',
		'queen:x',
		'A:x/y',
		`${'a'.repeat(33)}:x`,
	])
		assert.throws(
			() => parseSessions([wrong]),
			(error: unknown) => error instanceof QueenError && error.code === 'usage',
			wrong,
		);
	const repository = {repo: "it's", repoId: "/p/it's/.git", repoKey: 'k', worktree: "/p/it's"};
	const planned = planSession({name: 'B', workstream: 'backend'}, "/p/it's/sub", repository, 'orchestrator');
	assert.deepEqual(planned.start, [`git -C '/p/it'\\''s' worktree add -b 'feat/backend' '/p/it'\\''s-b'`, `cd '/p/it'\\''s-b' && QUEEN_NAME='B' claude`]);
	assert.deepEqual(planSession({name: 'B', workstream: 'x'}, '/p', null, 'o').start, [`cd '/p' && QUEEN_NAME='B' claude`]);
});
