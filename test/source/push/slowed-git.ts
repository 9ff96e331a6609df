/** A `git` in front of the real one that does something to whoever called it at the n-th call: how a test reaches every moment of a push. */

import {execFileSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';

export type Slowed = {
	readonly env: NodeJS.ProcessEnv;
	/** How often git was called so far. */
	readonly calls: () => number;
	/** What was called, a line each. */
	readonly words: () => readonly string[];
};

const realGit = (env: NodeJS.ProcessEnv): string => execFileSync('sh', ['-c', 'command -v git'], {env, encoding: 'utf8'}).trim();

/** `at`: the n-th call, counted from 1 (0: never). `signal` goes to the caller before the call, or after the real git has ended. */
export function slowedGit(folder: string, env: NodeJS.ProcessEnv, at: number, when: 'before' | 'after', signal: 'KILL' | 'STOP'): Slowed {
	mkdirSync(folder, {recursive: true});
	// A file for each call, which only one of several at once can make.
	const [count, log, git] = ['count', 'log', 'git'].map(name => path.join(folder, name)) as [string, string, string];
	const strike = `kill -${signal} "$PPID"`;
	const real = realGit(env);
	writeFileSync(
		git,
		`#!/bin/sh
set -C
n=1
until true > '${count}'.$n; do n=$((n + 1)); done 2>/dev/null
set +C
echo "$*" >> '${log}'
[ $n = ${at} ] || exec '${real}' "$@"
${when === 'before' ? `${strike}${signal === 'KILL' ? '; exit 1' : ''}` : ''}
'${real}' "$@"
code=$?
${when === 'after' ? strike : ''}
exit $code
`,
	);
	chmodSync(git, 0o755);
	return {
		env: {...env, PATH: `${folder}${path.delimiter}${env['PATH'] ?? ''}`},
		calls: () => readdirSync(folder).filter(name => name.startsWith('count.')).length,
		words: () => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []),
	};
}
