/** The cheap look at what is staged: what no parser reads is stopped, nothing is run, and what was broken before is nobody's new fault. */
import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {askProgram} from '../../../source/guard/syntax/ask.ts';
import {scriptMistakes} from '../../../source/guard/syntax/javascript.ts';
import {jsonMistake} from '../../../source/guard/syntax/json.ts';
import {conflictMarks} from '../../../source/guard/syntax/markers.ts';
import {pythonMistakes} from '../../../source/guard/syntax/python.ts';
import {shellMistake} from '../../../source/guard/syntax/shell.ts';
import {isTypeScript, typeScriptMistakes} from '../../../source/guard/syntax/typescript.ts';
import {run} from '../../../source/run.ts';
import {newFolder} from '../../driver/cleanup.ts';
import {newGuarded} from './guarded.ts';

test('JSON, and JSON with comments where somebody wrote comments', () => {
	for (const fine of ['{}', '[1]\n', '\uFEFF{"a":1}', '{"a":1} // why\n', '/* x */ {"a": [1, 2,], }', '{"a": "http://x"}'])
		assert.equal(jsonMistake('x.json', fine), null, fine);
	assert.equal(jsonMistake('tsconfig.base.json', '{"a": 1,}'), null);
	assert.equal(jsonMistake('.vscode/settings.json', '{"a": 1,}'), null);
	for (const wrong of ['', '{', '{"a": 1,}', "{'a': 1}", '{"a": "// no comment",}', '// only\n', '{"a":1}}'])
		assert.match(jsonMistake('package.json', wrong) ?? '', /^not valid JSON: /, wrong);
});

test('JavaScript of both kinds; of JSX, Flow and TypeScript in .js files nothing is said', async () => {
	const mistakes = async (file: string, text: string): Promise<string | null> => (await scriptMistakes([{path: file, text}]))[0] ?? null;
	for (const [file, text] of [
		['a.js', '#!/usr/bin/env node\nreturn require("x")'],
		['a.js', 'import x from "x"; export default await x;'],
		['a.mjs', '#!/usr/bin/env node\nexport const x = import.meta.url'],
		['a.cjs', 'module.exports = 1; if (0) return'],
		['a.js', 'const X = () => <div>{x}</div>'],
		['a.js', 'const X = () => <br />'],
		['a.js', '// @flow\nconst x: number = 1'],
		['a.js', 'import type {X} from "x"'],
	] as const)
		assert.equal(await mistakes(file, text), null, text);
	assert.match((await mistakes('a.js', 'const x = {\n\nlet y')) ?? '', /^not valid JavaScript: .*line \d/);
	assert.match((await mistakes('a.mjs', 'const x = ;')) ?? '', /line 1/);
	assert.match((await mistakes('a.cjs', 'import x from "x"')) ?? '', /^not valid/);
	const many = await scriptMistakes([
		{path: '1.mjs', text: 'export {'},
		{path: '2.cjs', text: 'fine()'},
		{path: '3.js', text: 'export {x'},
		{path: '4.mjs', text: 'export const x = 1'},
	]);
	assert.deepEqual(
		many.map(said => said !== null),
		[true, false, true, false],
	);
});

test('Python, as far as the one of this machine can know it', async t => {
	const tooOld = 'import sys; sys.exit(sys.version_info < (3, 9))';
	const {code} = await run('python3', ['-c', tooOld], {env: process.env, timeoutMs: 5000, maxBytes: 100});
	assert.equal(code, 0, 'the tests need a python3 from 3.9 on');
	const fine = [
		'#!/usr/bin/env python3\nasync def f(x: int) -> None:\n\tawait g(x)\n',
		'\uFEFFx = 1\n',
		'',
		'# -*- coding: latin-1 -*-\nx = "ü"\n',
		'def f(): return {"a": [1, 2]}\n',
		// Newer than the oldest Python that is asked.
		'match x:\n    case 1:\n        pass\n',
		'try:\n    f()\nexcept* E:\n    pass\n',
		'type A[T] = list[T]\ndef f[T](x: T): ...\n',
		'x = f"{d["k"]}"\n',
		't"{x}"\ntry:\n    f()\nexcept A, B:\n    pass\n',
		// Other languages.
		'print "x"\n',
		'#!/usr/bin/python2\nexec "x"\n',
		'#!/bin/sh\nexec python "$0"\n',
		'import os\nos.chmod(x, 0755)\n',
		'import {{ cookiecutter.name }}\n',
		'%matplotlib inline\nx = 1\n',
		// More than a compiler takes: not asked is not wrong.
		`${'-'.repeat(100_000)}1\n`,
	];
	assert.deepEqual(
		(await pythonMistakes(fine.map(text => ({path: 'a.py', text})))).flatMap((said, index) => (said === null ? [] : [[fine[index]?.slice(0, 40), said]])),
		[],
	);
	for (const [wrong, said] of [
		// Mutation seen red: an octal number of Python 2 looked for in every `1.05`.
		['x = 1.05 + {\ny = "2020-01-05"\n', /was never closed|invalid|unexpected/],
		['x = {\n', /^not valid Python: .* \(line 1\)$/],
		['def f():\nreturn 1\n', /expected an indented block.*line 2/],
		['if x:\n    a\n   b\n', /unindent.*line 3/],
		['return 1\n', /outside function/],
		['if x:\n\ta\n        b\n', /tab|indent/i],
	] as const)
		assert.match((await pythonMistakes([{path: 'a.py', text: wrong}]))[0] ?? '', said, wrong);
	const folder = newFolder(t);
	const pwned = path.join(folder, 'pwned');
	// Mutation seen red: exec() instead of compile().
	await pythonMistakes([{path: 'a.py', text: `open(${JSON.stringify(pwned)}, 'w')\n`}]);
	assert.equal(existsSync(pwned), false);
});

test('TypeScript, as far as Node reads it', async () => {
	const fine = [
		'#!/usr/bin/env node\nconst x: number = 1;\n',
		'enum A {B}\nnamespace N { export const x = 1 }\nclass P { constructor(private x: string) {} }\n',
		'import x = require("x"); export = x;',
		'export const f = <T,>(x: T): x is NonNullable<T> => x !== null;',
		'<?xml version="1.0"?><!DOCTYPE TS><TS></TS>',
		'',
	];
	assert.deepEqual(
		await typeScriptMistakes(fine.map(text => ({path: 'a.ts', text}))),
		fine.map(() => null),
	);
	const [open, twice] = await typeScriptMistakes([
		{path: 'a.ts', text: 'const a = {\n'},
		{path: 'b.mts', text: 'enum A {B}\nfunction f(: number) {}\n'},
	]);
	// Mutation seen red: whatever Node cannot strip taken for a mistake.
	for (const said of [open, twice]) assert.match(said ?? '', /^not valid TypeScript: \S/);
	assert.deepEqual(['a.ts', 'a.cts', 'a.d.ts', 'a.d.mts', 'a.d.css.ts', 'a.tsx', 'a.ts.snap'].filter(isTypeScript), ['a.ts', 'a.cts']);
});

test('a program that is missing, or is another one of that name, says nothing', async () => {
	const sources = ['{', '}'];
	assert.deepEqual(await askProgram('queen-no-such-program', [], sources), [null, null]);
	assert.deepEqual(await askProgram('true', [], sources), [null, null]);
	assert.deepEqual(await askProgram('echo', ['no JSON'], sources), [null, null]);
	assert.deepEqual(await askProgram('echo', ['["x", 1, "y"]'], sources), ['x', null]);
	assert.deepEqual(await askProgram('false', [], sources), [null, null]);
});

test('shell, for the shells that we know', async () => {
	for (const fine of [
		'#!/bin/sh\nif :; then :; fi\n',
		'case $x in !(a|b)) ;; esac\n',
		'#!/bin/zsh\nfor x (a b) { }\n',
		'#!/usr/bin/env bash\nx=(1 2); [[ a < b ]]\n',
		'',
	])
		assert.equal(await shellMistake(fine), null, fine);
	assert.match((await shellMistake('#!/bin/sh\nif true; then\n')) ?? '', /^not a valid shell script: line \d: syntax error/);
});

test('marks of a conflict: all three, in their order, at the beginning of lines', () => {
	assert.match(conflictMarks('a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> main\n') ?? '', /from line 2 on/);
	assert.match(conflictMarks('<<<<<<< HEAD\r\n||||||| base\r\n=======\r\n>>>>>>> x\r\n') ?? '', /line 1/);
	for (const fine of [
		'Title\n=======\n',
		'<<<<<<< a\n',
		' <<<<<<< a\n=======\n>>>>>>> b\n',
		'>>>>>>> a\n=======\n<<<<<<< b\n',
		'<<<<<<<<\n=======\n>>>>>>>>\n',
	])
		assert.equal(conflictMarks(fine), null, fine);
});

// Mutations seen red: wasWrong() that answers nothing; what moved looked at anew.
test('what is staged is looked at, not what lies in the folder; what was broken before is let through', async t => {
	const {stage, stopped, passes, repo, git} = await newGuarded(t);
	await stage({'a.json': '{"a": 1}', 'old.json': '{,}', 'b.mjs': 'export {}'});
	await passes(null, 'commit', '-qm', 'files');
	await stage({'a.json': '{"a": ', 'run.sh': 'if', 'b.mjs': 'export {', 'big.json': `[${'1,'.repeat(400_000)}`, 'bin.json': 'a\0b', 'link.json': ''});
	repo.write('a.json', '{"a": 2}');
	repo.write('old.json', '{,,}');
	await repo.git('add', 'old.json');
	const said = await stopped('alice', 'commit', '-qm', 'x');
	for (const line of [
		/ {2}a\.json: not valid JSON/,
		/ {2}run\.sh: not a valid shell script/,
		/ {2}b\.mjs: not valid JavaScript/,
		/ {2}link\.json: not valid JSON/,
	])
		assert.match(said, line);
	assert.doesNotMatch(said, /old\.json|big\.json|bin\.json/);
	await git(null, ['restore', '--staged', 'a.json', 'run.sh', 'b.mjs', 'link.json']);
	await passes('alice', 'commit', '-qm', 'x');
	await repo.git('mv', 'old.json', 'moved.json');
	await passes('alice', 'commit', '-qm', 'only moved', 'old.json', 'moved.json');
});

// Mutation seen red: a script that is run after it was compiled.
test('nothing of the repository is run: no code, no filter, no diff program, no file monitor', async t => {
	const {stage, stopped, passes, repo} = await newGuarded(t);
	const pwned = path.join(repo.path, 'pwned');
	const touch = `touch '${pwned}'`;
	const write = `require('fs').writeFileSync('${pwned}','')`;
	await passes(null, 'commit', '-q', '--allow-empty', '-m', 'x');
	await stage({
		'.gitattributes': '*.json diff=evil filter=evil\n',
		'a.cjs': write,
		'b.mjs': `import fs from 'fs'; fs.writeFileSync('${pwned}','')`,
		'c.sh': `${touch}\n$(${touch})\n`,
		'broken.json': '{',
	});
	for (const [key, value] of [
		['diff.evil.textconv', touch],
		['diff.evil.command', touch],
		['diff.external', touch],
		['filter.evil.smudge', touch],
		['core.fsmonitor', touch],
		['core.pager', touch],
	] as const)
		await repo.git('config', key, value);
	// git itself asks the file monitor before the hook: what counts is what comes after.
	await repo.git('config', '--unset', 'core.fsmonitor');
	await stopped('alice', 'commit', '-qm', 'x');
	assert.equal(existsSync(pwned), false);
});
