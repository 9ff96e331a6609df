import type {Review, ReviewState} from '../../db/types.ts';
import {decideReview, findReviews, requestReview, showReview} from '../actions/review.ts';
import {idOf, stringFlag} from '../commands/input.ts';
import type {Call} from '../commands/types.ts';
import {toSecond} from '../format/plain.ts';
import {sizeOf, staleWords} from '../format/review.ts';
import {block, cell, sanitize} from '../sanitize.ts';
import {openAsHerself} from './session.ts';
import type {Answer, SwarmCommand} from './types.ts';
import {flagOf, namesIn, tableFor} from './words.ts';

/** How many reviews a plain table shows, and how many lines of a diff. */
const most = 50;
const mostLines = 3000;

/** Paths that a patch names and the commits do not have: work that is not committed, so that the reviewer would never see it. */
function uncommitted(diff: string, {files, fileCount}: Review): readonly string[] {
	if (files.length < fileCount) return [];
	const known = new Set(files.map(({path}) => path));
	const named = [...diff.matchAll(/^diff --git a\/.* b\/(.+)$/gm)].flatMap(([, path]) => path ?? []);
	return [...new Set(named)].filter(path => !known.has(path));
}

async function runRequest(call: Call): Promise<Answer> {
	const to = flagOf(call, 'to');
	const done = await requestReview(await openAsHerself(call, flagOf(call, 'from'), 'ask for a review'), {to, range: null, title: null});
	const {review, isKnown} = done;
	const missing = uncommitted(stringFlag(call.flags, 'diff') ?? '', review);
	const shown = sanitize(review);
	const notes = [
		`The reviewer sees the commits of ${shown.branch} as git has them (${sizeOf(shown)}); the text of --diff is not kept.`,
		...(missing.length > 0
			? [
					`Not committed, so not reviewed: ${missing.slice(0, 10).map(cell).join(', ')}. Next: claude-swarm commit "..." --session ${cell(flagOf(call, 'from'))}, and ask again`,
				]
			: []),
		...(isKnown ? [] : [`${shown.reviewer} is not here: she gets it as mail when she comes.`]),
	];
	return {lines: [`Review #${review.id} requested from ${cell(to)}`], tone: 'green', data: done, notes};
}

const commentsOf = ({comments}: Review): string => comments.map(({body}) => body).join('; ');

async function runList(call: Call): Promise<Answer> {
	const context = await call.open();
	const {reviews, total} = await findReviews(context, {all: true, everywhere: false, limit: call.json ? null : most});
	const name = await namesIn(context);
	const rows = reviews.toReversed().map(review => {
		const state: ReviewState | 'stale' = review.state === 'approved' && review.stale === true ? 'stale' : review.state;
		const [id, at] = [String(review.id), toSecond(review.requestedAt)];
		return [cell(id), name(review.requester), name(review.reviewer), cell(state), cell(commentsOf(review)), cell(at)];
	});
	const lines = tableFor(call, 'Reviews', ['ID', 'Requester', 'Reviewer', 'Status', 'Comments', 'Created'], rows);
	return {lines, data: reviews, notes: total > reviews.length ? [`+${total - reviews.length} older: claude-swarm review list --json`] : []};
}

const notFound = (id: number): Answer => ({
	lines: [`Review #${id} not found`],
	tone: 'red',
	data: null,
	notes: ['See them: claude-swarm review list'],
	code: 1,
});

async function runShow(call: Call): Promise<Answer> {
	const id = idOf(call.args[0] ?? '', 'a review');
	const context = await call.open();
	if ((await context.store.review(id)) === null) return notFound(id);
	const shown = await showReview(context, id, true);
	const name = await namesIn(context);
	const diff = (shown.diff ?? '').trimEnd().split('\n');
	const more = diff.length > mostLines ? [`  +${diff.length - mostLines} more lines: git diff ${shown.base} ${shown.head}`] : [];
	const lines = [
		`Review #${id}`,
		`Requester: ${name(shown.requester)}`,
		`Reviewer:  ${name(shown.reviewer)}`,
		`Status:    ${shown.state}`,
		`Comments:  ${cell(commentsOf(shown)) || 'none'}`,
		'Diff:',
		...diff.slice(0, mostLines).map(line => block(line)),
		...more,
	];
	const stale = staleWords(sanitize(shown));
	const notes = [...(shown.trouble === null ? [] : [`${cell(shown.trouble)}.`]), ...(stale === '' ? [] : [`Not what the branch is now: ${stale}.`])];
	return {lines, data: shown, notes};
}

async function decide(call: Call, verdict: 'approved' | 'rejected', line: (id: number) => string): Promise<Answer> {
	const id = idOf(call.args[0] ?? '', 'a review');
	const comment = stringFlag(call.flags, 'comment') || null;
	const context = await openAsHerself(call, flagOf(call, 'from'), `${verdict === 'approved' ? 'approve' : 'reject'} a review`);
	if ((await context.store.review(id)) === null) return notFound(id);
	const done = await decideReview(context, id, verdict, comment);
	const stale = verdict === 'approved' ? staleWords(sanitize(done)) : '';
	const notes = stale === '' ? [] : [`It is stale already (${stale}): merge-ok says no until it is asked for anew.`];
	return {lines: [line(id)], tone: verdict === 'approved' ? 'green' : 'yellow', data: done, notes};
}

export const reviewRequest: SwarmCommand = {
	words: 'review request',
	places: [],
	required: ['from', 'to'],
	optional: ['diff'],
	same: 'the line; the reviewer gets mail',
	different:
		'what is reviewed are the commits of the branch that you stand on, not the text of `--diff`: a text can leave out what it likes, and says nothing about what is pushed later. A new request supersedes the one before. Nobody reviews her own',
	run: runRequest,
};

export const reviewList: SwarmCommand = {
	words: 'review list',
	places: [],
	required: [],
	optional: [],
	same: 'the table of all requests, oldest first',
	different: 'those of this repository, the newest 50. Status is also rejected, superseded, or stale: commits came after the approval',
	run: runList,
};

export const reviewShow: SwarmCommand = {
	words: 'review show',
	places: ['ID'],
	required: [],
	optional: [],
	same: 'the lines; exit 1 when there is none',
	different: 'the diff is made by git from the commits, now',
	run: runShow,
};

export const reviewApprove: SwarmCommand = {
	words: 'review approve',
	places: ['ID'],
	required: ['from'],
	optional: ['comment'],
	same: 'the line; who asked gets mail',
	different: 'only by its reviewer or the keeper, once, never by who asked, never from the session of another: there anybody approves anything',
	run: call => decide(call, 'approved', id => `Review #${id} approved`),
};

export const reviewReject: SwarmCommand = {
	words: 'review reject',
	places: ['ID'],
	required: ['from'],
	optional: ['comment'],
	same: 'the line; who asked gets mail',
	different: 'as for approve. It stays rejected, and the next request stands in its place: there it is pending again, and blocks for ever beside the new one',
	run: call => decide(call, 'rejected', id => `Review #${id} rejected — requester must address and re-request`),
};
