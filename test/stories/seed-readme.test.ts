/**
 * The commands of claude-swarm's README (shared/seeds, number 4), in its order, typed into a shell by three sessions. What that page prints is
 * compared; where it prints nothing, the line of release 0.3.3. What differs is in README.md, "Coming from claude-swarm".
 */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {test} from 'node:test';
import {until} from '../driver/wait.ts';
import {type Member, newTeam} from '../source/swarm/team.ts';

/** Must end with 0 and print exactly this on stdout; gives stderr. */
const prints = async (who: Member, line: string, out: string): Promise<string> => {
	const ran = await who.types(line);
	assert.deepEqual([ran.code, ran.out], [0, out], `${line}\n${ran.err}`);
	return ran.err;
};
const silent = async (who: Member, line: string, out: string): Promise<void> => assert.equal(await prints(who, line, out), '', line);

/** The page was squeezed when it was saved, and its frame was drawn by hand: a run of blanks or of one border sign is one. */
const squeezed = (text: string): string =>
	text
		.replaceAll(/ +$/gm, '')
		.replaceAll(/^ +/gm, '')
		.replaceAll(/ {2,}/g, ' ')
		.replaceAll(/([━─])\1+/g, '$1');

const pageTable = `Sessions
┏━━━━┳━━━━━━━━━━━━┳━━━━━━━━━┳━━━━━━━━━━━━━━━━━┳━━━━━━┓
┃ ID ┃ Workstream ┃ Status ┃ Branch ┃ Note ┃
┡━━━━╇━━━━━━━━━━━━╇━━━━━━━━━╇━━━━━━━━━━━━━━━━━╇━━━━━━┩
│ A │ frontend │ running │ feat/frontend │ │
│ B │ backend │ running │ feat/backend │ │
│ C │ infra │ running │ feat/infra │ │
└────┴────────────┴─────────┴─────────────────┴──────┘
`;

const times = (text: string): string => text.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'TIME');

test('the README of claude-swarm, from init to git-log', async t => {
	const {world, a, b, c} = await newTeam(t);

	// Manual setup
	await silent(a, 'claude-swarm init --sessions "A:frontend B:backend C:infra"', 'Initialized with 3 sessions\n');
	// Mutation seen red: `expected` in swarm/status.ts without `feat/`.
	assert.equal(squeezed((await a.types('claude-swarm status')).out), squeezed(pageTable));

	// Sync: nothing new, nothing said
	for (const [who, id] of [
		[a, 'A'],
		[b, 'B'],
		[c, 'C'],
	] as const)
		await silent(who, `claude-swarm sync --session ${id}`, '');

	// Shared context
	await silent(a, 'claude-swarm context add "API uses snake_case for all fields" --session A --category decision', 'Context #1 added (decision)\n');
	await silent(b, 'claude-swarm context add "POST /users returns {id, email, created_at}" --session B --category interface', 'Context #2 added (interface)\n');
	await silent(c, `claude-swarm context add "Don't touch src/db.py — migration in progress" --session C --category warning`, 'Context #3 added (warning)\n');
	const shown = times((await b.types('claude-swarm context show')).out);
	assert.match(shown, /^ +Shared Context +\n/);
	assert.deepEqual(
		[...shown.matchAll(/^│ (\d) +│ (\w) +│ (\w+) +│ (.+?) *│ TIME +│$/gm)].map(([, id, session, category, body]) => `${id} ${session} ${category} ${body}`),
		['1 A decision API uses snake_case for', '2 B interface POST /users returns {id,', "3 C warning Don't touch src/db.py —"],
	);

	// Messaging
	await silent(a, 'claude-swarm message B "Can you expose the auth types?" --from A', 'Message #1 sent to B\n');
	const inbox = times((await b.types('claude-swarm inbox --session B')).out);
	assert.match(inbox, /^ +Inbox for B +\n/);
	assert.match(inbox, /^│ 1 +│ A +│ Can you expose the auth types\? +│ message +│ TIME +│$/m);
	assert.equal(times((await b.types('claude-swarm inbox --session B')).out), inbox, 'looking marks nothing as read');
	await silent(b, 'claude-swarm reply 1 "Done, exported from auth/types.ts" --from B', 'Reply #2 sent to A\n');
	await silent(b, 'claude-swarm inbox --session B', 'No unread messages or pending reviews\n');
	assert.match(
		(await a.types('claude-swarm sync --session A')).out,
		/^\[SYNC\] 1 new message\(s\), 2 new context\nMSG from=B: "Done, exported from auth\/types\.ts"\nCTX /,
	);
	await silent(a, 'claude-swarm inbox --session A', 'No unread messages or pending reviews\n');

	// Session updates
	await silent(a, 'claude-swarm update A --status blocked --note "waiting on B for types"', 'Session A updated\n');
	assert.match(squeezed((await b.types('claude-swarm status')).out), /^│ A │ frontend │ blocked │ feat\/frontend │ waiting on B for types │$/m);
	await silent(a, 'claude-swarm update A --status running --note "implementing rate limiter"', 'Session A updated\n');
	assert.match(squeezed((await b.types('claude-swarm status')).out), /^│ A │ frontend │ running │ feat\/frontend │ implementing rate limiter │$/m);

	// File claims
	await silent(a, 'claude-swarm claim src/auth/middleware.py --session A', 'A claimed src/auth/middleware.py\n');
	assert.match((await c.types('claude-swarm claims')).out, /^ +File Claims +\n[\s\S]*^│ src\/auth\/middleware\.py │ A +│ \S+Z +│$/m);
	const taken = await b.types('claude-swarm claim ./src/auth/../auth/middleware.py --session B');
	assert.deepEqual([taken.code, taken.out], [1, './src/auth/../auth/middleware.py is already claimed by another session\n']);
	assert.match(taken.err, /^src\/auth\/middleware\.py is held by a, .* queen tell a "\.\.\."/);
	await silent(a, 'claude-swarm unclaim src/auth/middleware.py --session A', 'A released src/auth/middleware.py\n');
	await silent(a, 'claude-swarm claims', 'No active claims\n');

	// Peer review: what she did is committed, as in any repository with a branch
	a.write('src/auth/middleware.py', 'def limit(): pass\n');
	await a.git('add', '.');
	await a.git('commit', '--quiet', '-m', 'a rate limiter');
	a.write('src/auth/later.py', 'x = 1\n');
	await a.git('add', '.');
	const asked = await prints(a, 'claude-swarm review request --from A --to B --diff "$(git diff main)"', 'Review #1 requested from B\n');
	// Mutation seen red: `uncommitted` that answers what is committed.
	assert.equal(
		asked,
		'The reviewer sees the commits of feat/frontend as git has them (1 commit, 1 file, +1 -0); the text of --diff is not kept.\n' +
			'Not committed, so not reviewed: src/auth/later.py. Next: claude-swarm commit "..." --session A, and ask again\n',
	);
	assert.match(
		(await b.types('claude-swarm inbox --session B')).out,
		/^You have 1 pending review\(s\) to action\n {2}Review #1 from A — run: claude-swarm review show 1\n\n/,
	);
	const list = async () => squeezed(times((await c.types('claude-swarm review list')).out));
	assert.match(await list(), /^Reviews\n[\s\S]*^│ 1 │ A │ B │ pending │ │ TIME │$/m);
	const review = await prints(
		b,
		'claude-swarm review show 1',
		[
			...['Review #1', 'Requester: A', 'Reviewer:  B', 'Status:    pending', 'Comments:  none', 'Diff:'],
			...(await a.git('diff', '--no-renames', 'main', 'HEAD')).split('\n'),
			'',
		].join('\n'),
	);
	assert.equal(review, '');
	const early = await c.types('claude-swarm merge-ok A');
	assert.deepEqual([early.code, early.out], [1, 'A has pending reviews — cannot merge\n']);
	// Mutation seen red: `decide` that calls as the reviewer, whoever says `--from`.
	for (const [who, id] of [
		[a, 'A'],
		[c, 'C'],
	] as const) {
		const ran = await who.types(`claude-swarm review approve 1 --from ${id} --comment "lgtm"`);
		assert.deepEqual([ran.code, ran.out], [1, ''], ran.err);
	}
	await silent(b, 'claude-swarm review approve 1 --from B --comment "lgtm"', 'Review #1 approved\n');
	assert.match(await list(), /^│ 1 │ A │ B │ approved │ lgtm │ TIME │$/m);
	await silent(c, 'claude-swarm merge-ok A', 'A is clear to merge\n');
	const second = await b.types('claude-swarm review reject 1 --from B --comment "fix the error types first"');
	assert.deepEqual([second.code, second.out, second.err.split(';')[0]], [1, '', '#1 was approved already, by b']);

	// Git operations
	await silent(a, 'claude-swarm commit "add PII detection middleware" --session A', 'Committed: [Session A] add PII detection middleware\n');
	assert.equal(await a.git('log', '-1', '--format=%s'), '[Session A] add PII detection middleware');
	const stale = await c.types('claude-swarm merge-ok A');
	assert.deepEqual([stale.code, /what came since was not reviewed/.test(stale.err)], [1, true]);
	await prints(a, 'claude-swarm review request --from A --to B --diff "$(git diff main)"', 'Review #2 requested from B\n');
	await silent(
		b,
		'claude-swarm review reject 2 --from B --comment "fix the error types first"',
		'Review #2 rejected — requester must address and re-request\n',
	);
	assert.equal((await c.types('claude-swarm merge-ok A')).code, 1);
	await silent(a, 'claude-swarm push --session A', 'Push successful\n');
	assert.equal(await world.there('rev-parse', 'feat/frontend'), await a.git('rev-parse', 'HEAD'));
	await b.git('fetch', '--quiet');
	await b.git('switch', '--quiet', '--create', 'feat/frontend', '--track', 'origin/feat/frontend');
	a.write('more.py', 'y = 1\n');
	await a.git('add', '.');
	await silent(a, 'claude-swarm commit "more" --session A && claude-swarm push --session A', 'Committed: [Session A] more\nPush successful\n');
	await silent(b, 'claude-swarm pull --session B', 'Pull successful\n');
	assert.equal(await b.git('rev-parse', 'HEAD'), await a.git('rev-parse', 'HEAD'));
	a.write('more.py', 'y = 2\n');
	await silent(a, 'claude-swarm git-status', ' M more.py\n');
	await silent(a, 'claude-swarm git-diff --staged', '');
	await a.git('add', '.');
	assert.match((await a.types('claude-swarm git-diff --staged')).out, /^-y = 1\n\+y = 2$/m);
	await silent(a, 'claude-swarm git-log', `${await a.git('log', '--oneline', '-10')}\n`);

	// Orchestrator mode
	const clock = (text: string): string => text.replaceAll(/\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\]/g, '[TIME]');
	assert.deepEqual(clock((await c.types('claude-swarm orchestrate dashboard')).out), '[TIME] ── all clear ──\n');
	await silent(b, 'claude-swarm update B --status blocked --note "waiting on A for types"', 'Session B updated\n');
	assert.match((await c.types('claude-swarm message orchestrator "who has the \\"types\\"?" --from C')).out, /^Message #\d+ sent to orchestrator\n$/);
	await prints(a, 'claude-swarm review request --from A --to C --diff "$(git diff main)"', 'Review #3 requested from C\n');
	await silent(c, 'claude-swarm claim infra/main.tf --session C', 'C claimed infra/main.tf\n');
	// Mutation seen red: the mail of the caller only.
	assert.deepEqual(
		clock((await c.types('claude-swarm orchestrate dashboard')).out),
		[
			'',
			'[TIME] ── Orchestrator Tick ──',
			'  Sessions: A=running B=blocked C=running',
			'  ALERT: B blocked — "waiting on A for types"',
			'  INBOX: C says "who has the \\"types\\"?"',
			'  REVIEW: #3 from A pending — run: claude-swarm review show 3',
			'        File Claims        ',
			'┏━━━━━━━━━━━━━━━┳━━━━━━━━━┓',
			'┃ File          ┃ Session ┃',
			'┡━━━━━━━━━━━━━━━╇━━━━━━━━━┩',
			'│ infra/main.tf │ C       │',
			'└───────────────┴─────────┘',
			'',
		].join('\n'),
	);
	// The loop, for as long as it takes until it has said what stands.
	const loop = spawn('bash', ['-c', 'exec claude-swarm orchestrate run --interval 10'], {
		env: c.shell.env,
		cwd: c.shell.cwd,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	t.after(() => loop.kill('SIGKILL'));
	let said = '';
	loop.stdout.on('data', text => {
		said += String(text);
	});
	await until(
		() => /ALERT blocked: b.*waiting on A for types/.test(said) && /INBOX #\d+ from c/.test(said),
		() => `the loop said ${said}`,
	);
	const closed = once(loop, 'close');
	loop.kill('SIGINT');
	assert.deepEqual((await closed)[0], 130);
});

test('the lines of sync as the README prints them', async t => {
	const {a, b, c} = await newTeam(t);
	await silent(a, 'claude-swarm init --sessions "A:frontend B:backend C:infra"', 'Initialized with 3 sessions\n');
	await silent(a, 'claude-swarm sync --session A', '');
	await silent(b, 'claude-swarm message A "Auth types are exported now" --from B', 'Message #1 sent to A\n');
	await silent(b, 'claude-swarm context add "JWT for auth, not session cookies" --session B --category decision', 'Context #1 added (decision)\n');
	await silent(c, 'claude-swarm context add "POST /users returns {id, email, created_at}" --session C --category interface', 'Context #2 added (interface)\n');
	await silent(
		a,
		'claude-swarm sync --session A',
		[
			'[SYNC] 1 new message(s), 2 new context',
			'MSG from=B: "Auth types are exported now"',
			'CTX [decision] by=B: "JWT for auth, not session cookies"',
			'CTX [interface] by=C: "POST /users returns {id, email, created_at}"',
			'',
		].join('\n'),
	);
	await silent(a, 'claude-swarm sync --session A', '');
	// Mutation seen red: `header` naming what there is none of.
	assert.match((await b.types('claude-swarm sync --session B')).out, /^\[SYNC\] 1 new context\nCTX \[interface\] by=C: /);
});
