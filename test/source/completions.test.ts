import assert from 'node:assert/strict';
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {commands} from '../../source/commands/index.ts';
import {bashScript} from '../../source/completions/bash.ts';
import {fishScript} from '../../source/completions/fish.ts';
import {programs, wordsOf} from '../../source/completions/words.ts';
import {zshScript} from '../../source/completions/zsh.ts';
import {dist} from '../driver/environment.ts';
import {newRepository} from '../driver/repository.ts';
import {openScreen} from '../driver/screen.ts';
import {newShell, runProgram, type Shell} from '../driver/shell.ts';

/** `queen` and `iam` in PATH, as after an installation. */
function withPrograms(shell: Shell): Shell {
	const bin = path.join(shell.folder, 'bin');
	mkdirSync(bin);
	for (const name of programs) {
		writeFileSync(path.join(bin, name), `#!/bin/sh\nexec '${process.execPath}' '${dist}/${name}.cjs' "$@"\n`, {mode: 0o755});
	}
	return shell.with({PATH: `${bin}:${shell.env['PATH']}`});
}

/** What bash offers for a line, the cursor at its end. */
async function offered(shell: Shell, line: string): Promise<readonly string[]> {
	const ask = `source <(queen completions bash)
COMP_WORDS=(${line}); [[ "$1" == *' ' ]] && COMP_WORDS+=('')
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); COMPREPLY=()
"$(complete -p "\${COMP_WORDS[0]}" | sed 's/.*-F \\([^ ]*\\).*/\\1/')" "\${COMP_WORDS[0]}" "\${COMP_WORDS[COMP_CWORD]}" "\${COMP_WORDS[COMP_CWORD-1]}"
printf '%s\\n' "\${COMPREPLY[@]}"`;
	const ran = await runProgram('bash', ['--norc', '-c', ask, 'bash', line], {env: shell.env, cwd: shell.home, input: null});
	assert.equal(ran.err, '', line);
	return ran.out.split('\n').filter(Boolean);
}

/** #1 and #2, of two branches. */
async function someReviews(shell: Shell): Promise<void> {
	const repository = await newRepository(shell, 'shop');
	for (const branch of ['feat/a', 'feat/b']) {
		const worktree = await repository.worktree(branch.replace('/', '-'), branch);
		worktree.write('a.ts', branch);
		await worktree.commit(branch);
		await shell.as('iza-1').at(worktree.path).says('review', 'request', '--to', 'iza-2');
	}
}

test('bash: commands, options, words of a closed set, names and numbers that only the colony knows', async t => {
	const shell = withPrograms(newShell(t).shell);
	assert.deepEqual(await offered(shell, 'queen tell i'), [], 'a Tab in an empty colony makes no database');
	await shell.as('iza-1').iam('one');
	await shell.as('iza-2').iam('two');
	await shell.as('iza-2').says('claim', 'domain:deploy');
	await shell.as('iza-2').says('tell', 'queen', 'read me');
	await someReviews(shell);
	const all = await offered(shell, 'queen ');
	for (const {name} of commands) assert.ok(all.includes(name), name);
	const rows: readonly (readonly [string, readonly string[]])[] = [
		['queen onb', ['onboard']],
		['queen help stat', ['status']],
		['queen status --', ['--watch', '--tmux', '--json', '--help']],
		['queen wait iza-1 --until w', ['waiting', 'working']],
		['queen tell ', ['@all', '@repo', '@waiting', 'iza-1', 'iza-2']],
		['queen mute iza-2', ['iza-2']],
		['queen release ', ['1']],
		['queen ack ', ['1']],
		['queen conflicts r', ['resolve']],
		['queen completions z', ['zsh']],
		['queen log --sister iza-1', ['iza-1']],
		['iam --d', ['--done']],
		['queen review show ', ['1', '2', 'approve', 'comment', 'list', 'reject', 'request', 'show']],
		['ao st', ['start', 'stop']],
		['ao --pro', ['--project-dir']],
		['claude-swarm mess', ['message']],
		['claude-swarm message --from iza-', ['iza-1', 'iza-2']],
		// Mutations seen red: without the second words; with the first ones in every place.
		['claude-swarm review ', ['approve', 'list', 'reject', 'request', 'show']],
		['queen swarm review re', ['reject', 'request']],
		['queen swarm context ', ['add', 'show']],
		['queen swarm inbox ', []],
		['claude-swarm review show ', []],
		['claude-swarm orch', ['orchestrate']],
	];
	// Mutations seen red: review without its own list (claims are offered then); ao left out of ownPrograms; no list for NAME in words.ts.
	for (const [line, words] of rows) assert.deepEqual((await offered(shell, line)).toSorted(), words.toSorted(), line);
});

test('bash: no name of a file and no text of an agent is run by a Tab', async t => {
	const shell = withPrograms(newShell(t).shell);
	const trap = path.join(shell.home, 'owned');
	writeFileSync(path.join(shell.home, 'a $(touch owned) b.ts'), '');
	symlinkSync('/nowhere', path.join(shell.home, 'a`touch owned`'));
	await shell.as('$(touch owned)').iam('$(touch owned)');
	await shell.as('iza-1').says('claim', 'domain:$(touch owned)');
	for (const line of ['queen claim a', 'queen release ', 'queen tell ']) await offered(shell, line);
	assert.equal((await import('node:fs')).existsSync(trap), false);
});

test('every command and every option of the registry is in all three scripts', () => {
	const words = commands.map(command => wordsOf(command));
	const scripts = {bash: bashScript(words), zsh: zshScript(words), fish: fishScript(words)};
	for (const [shell, text] of Object.entries(scripts)) {
		assert.match(text, /^[ -~\n\t]*$/, `${shell} is ASCII`);
		for (const {name, flags} of words) {
			assert.ok(text.includes(name), `${shell}: ${name}`);
			for (const flag of flags) assert.ok(text.includes(shell === 'fish' ? `-l ${flag.name}` : `--${flag.name}`), `${shell}: ${name} --${flag.name}`);
		}
	}
	const wait = words.find(({name}) => name === 'wait');
	assert.deepEqual(wait?.flags.find(({name}) => name === 'until')?.choices, ['idle', 'waiting', 'working', 'gone', 'error']);
	const tell = words.find(({name}) => name === 'tell');
	assert.deepEqual([tell?.fixed, tell?.known], [['@all', '@repo', '@waiting'], ['sisters']]);
});

/** Each pair: what is typed before Tab, and what the line must be then, or what is offered below it. */
const inFull: readonly (readonly [string, readonly string[]])[] = [
	['queen onb', ['onboard']],
	['queen completions z', ['zsh']],
	['queen tell iza-', ['iza-1', 'iza-2']],
	['queen tell @w', ['@waiting']],
	['queen release ', ['1']],
	['queen log --foll', ['--follow']],
	['iam --d', ['--done']],
	['ao sta', ['start']],
	['claude-swarm mess', ['message']],
	['claude-swarm context a', ['add']],
	['queen swarm review re', ['reject', 'request']],
];

async function someColony(shell: Shell): Promise<void> {
	await shell.as('iza-1').iam('one');
	await shell.as('iza-2').iam('two');
	await shell.as('iza-2').says('claim', 'domain:deploy');
}

test('fish offers the same', async t => {
	// Mutation seen red: a script that asks `completions --unknown`.
	const shell = withPrograms(newShell(t).shell);
	await someColony(shell);
	writeFileSync(path.join(shell.home, 'queen.fish'), await shell.says('completions', 'fish'));
	for (const [line, words] of inFull) {
		const ran = await runProgram('fish', ['--no-config', '-c', 'source queen.fish; complete -C "$argv[1]"', line], {
			env: shell.env,
			cwd: shell.home,
			input: null,
		});
		const offered = ran.out.split('\n').filter(Boolean);
		// Beside each word its explanation.
		assert.deepEqual([offered.map(one => one.split('\t')[0]).toSorted(), ran.err], [words.toSorted(), ''], line);
	}
});

test('zsh, at a real prompt, completes the same', async t => {
	// Mutation seen red: _queen_known that finds and does not add.
	const shell = withPrograms(newShell(t).shell);
	await someColony(shell);
	const screen = openScreen(t, {command: ['zsh', '-f', '-i'], env: {...shell.env, PS1: '> '}, cwd: shell.home, columns: 100, rows: 30});
	await screen.waitFor('>');
	screen.send('autoload -Uz compinit && compinit -u -D && source <(queen completions zsh) && print re""ady\r');
	await screen.waitFor('ready');
	for (const [line, words] of inFull) {
		screen.send('\u0015\u000c');
		await screen.waitFor(({text}) => text().trim() === '>', 'an empty prompt');
		screen.send(`${line}\t${words.length > 1 ? '\t' : ''}`);
		const whole = `> ${line.slice(0, line.lastIndexOf(' ') + 1)}${words[0]}`;
		await screen.waitFor(
			({rows}) => (words.length > 1 ? words.every(word => rows().slice(1).join(' ').includes(word)) : (rows()[0] ?? '').startsWith(whole)),
			line,
		);
	}
	screen.send('\u0015exit\r');
	await screen.waitExit();
});

test('the shells themselves take the scripts', async t => {
	const shell = withPrograms(newShell(t).shell);
	for (const name of ['bash', 'zsh', 'fish']) {
		const file = path.join(shell.home, `completions.${name}`);
		writeFileSync(file, await shell.says('completions', name));
		const ran = await runProgram(name, ['-n', file], {env: shell.env, cwd: shell.home, input: null});
		assert.deepEqual([ran.code, ran.err], [0, ''], name);
	}
	assert.equal((await shell.queen('completions', 'tcsh')).code, 2);
});
