/** What `git-status`, `git-diff` and `git-log` have in common: git is asked without harm, and what it says passes the sanitizer. */
import {requireGitPlace} from '../actions/git-place.ts';
import {QueenError} from '../errors.ts';
import {gitIn, gitSaid, utf8} from '../guard/git.ts';
import {block} from '../sanitize.ts';
import type {Call} from './types.ts';

/** Prints what git says; `--json`: as one text. */
export async function readWithGit({cwd, env, out, json}: Pick<Call, 'cwd' | 'env' | 'out' | 'json'>, words: readonly string[]): Promise<number> {
	requireGitPlace(cwd);
	const answer = await gitIn(cwd, env, {inHook: false})(words);
	if (answer.code !== 0) throw new QueenError('refused', `git said no: ${utf8(gitSaid(answer.err))}`);
	const text = utf8(answer.out).replace(/\n$/, '');
	if (json) out.json({text});
	else if (text !== '') out.print(block(text));
	return 0;
}
