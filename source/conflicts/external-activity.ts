import type {Facts} from '../../db/store.ts';
import type {Finding, HeadMove, Sister, WorktreeSigns, WrittenFile} from '../../db/types.ts';
import {type Detector, episodeKey, inWords} from './detector.ts';
import {evidenceOf, isInside, listed, signsAt, standing} from './places.ts';
import {isLeftover} from './touched.ts';

const type = 'external-activity';
/** Between the end of her work and the status that says so lie a look or two, and the log of HEAD counts in seconds. */
const marginMs = 10_000;
/** What happens so soon after the keeper's shell was there may still be hers. */
const keeperMs = 60_000;
const newsMs = 60 * 60_000;

/** She stands still and does nothing in the background either. */
const isStill = ({status, detail, statusSource, pid, beating}: Sister): boolean =>
	(status === 'idle' || status === 'waiting') && detail === null && statusSource !== 'none' && pid !== null && !beating;

/** Milliseconds from which on nobody who stands there did anything; null: somebody is at work, or that cannot be said. */
function quietSince(sisters: readonly Sister[]): number | null {
	return sisters.every(isStill) ? Math.max(...sisters.map(({statusSince}) => Date.parse(statusSince))) + marginMs : null;
}

/**
 * From when on a change there can only be somebody else's: nobody works there, we were looking, the keeper has no shell there, and nothing
 * came out of their terminals since (a command that she types into the client herself, with `!`, shows there). Null: cannot be said.
 */
function foreignSince(facts: Facts, worktree: string, sisters: readonly Sister[], quiet: number): number | null {
	const {watchedSince, bystanders} = facts;
	if (watchedSince === null || bystanders === null) return null;
	const shells = bystanders.shells.filter(({cwd}) => isInside(worktree, cwd)).map(({until}) => Date.parse(until) + keeperMs);
	const outputs = sisters.map(({lastOutput}) => (lastOutput === null ? 0 : Date.parse(lastOutput) + 1000));
	return Math.max(quiet, Date.parse(watchedSince) + marginMs / 2, ...outputs, ...shells);
}

/**
 * The keeper was at a terminal elsewhere in the repository when it happened. git -C and a script of hers reach the worktree from there, and
 * nothing that git leaves behind tells hers from a stranger's: never an alarm about the keeper's own known session, so it is only noticed.
 */
function mayBeKeepers({bystanders, sisters}: Facts, {repoId}: Sister, {move}: News): boolean {
	if (repoId === null || move?.at == null) return false;
	const [at, top] = [Date.parse(move.at), repoId.replace(/\/\.git$/, '')];
	const places = [top, ...sisters.flatMap(sister => (sister.repoId === repoId && sister.worktree !== null ? [sister.worktree] : []))];
	return (bystanders?.shells ?? []).some(({cwd, until}) => Date.parse(until) + keeperMs >= at && places.some(place => isInside(place, cwd)));
}

type News = {readonly move: HeadMove | null; readonly files: readonly WrittenFile[]};

/** What happened there since, by others. `known`: what was found last time stays true as long as she has not worked since. */
function newsOf(facts: Facts, signs: WorktreeSigns, quiet: number, foreign: number | null, known: Readonly<Record<string, unknown>>): News {
	const oldest = Date.parse(facts.at) - newsMs;
	const isNews = (at: string | null, wasKnown: boolean): boolean => {
		const time = at === null ? Number.NaN : Date.parse(at);
		return time > oldest && time > quiet && (wasKnown || (foreign !== null && time > foreign));
	};
	const last = signs.moves.at(-1) ?? null;
	const files = Array.isArray(known['files']) ? known['files'] : [];
	return {
		move: last !== null && isNews(last.at, known['move'] === last.to) ? last : null,
		files: [...signs.changed, ...signs.created].filter(({path, at}) => !isLeftover(path) && isNews(at, files.includes(path))),
	};
}

function sentence({move, files}: News, names: readonly string[], one: Sister): string {
	const where = `in ${inWords(names)}'s worktree of ${one.repo ?? 'her repository'}`;
	const idle = `while ${names.length === 1 ? 'she' : 'they'} stood still`;
	const paths = files.map(({path}) => path);
	if (move === null) return `somebody who is no sister here wrote ${listed(paths)} ${where} ${idle}`;
	const also = paths.length > 0 ? ` and wrote ${listed(paths)}` : '';
	return `somebody who is no sister here moved HEAD ${where} ("${move.message}")${also} ${idle}`;
}

function findingOf(facts: Facts, news: News, signs: WorktreeSigns, sisters: readonly Sister[], one: Sister): Finding {
	const names = sisters.map(({name}) => name);
	// Under somebody who is in the middle of something a new HEAD is a collision; all else is good to know.
	const isAtStake = news.move !== null && !mayBeKeepers(facts, one, news) && sisters.some(({dirty, taskSource}) => dirty || taskSource === 'declared');
	return {
		kind: isAtStake ? 'conflict' : 'notice',
		type,
		key: episodeKey(type, one.repoKey ?? '', signs.worktree),
		sisters: names,
		repo: one.repo,
		repoId: one.repoId,
		branch: one.branch,
		files: news.files.map(({path}) => path),
		detail: sentence(news, names, one),
		next: `tell ${inWords(names)} what changed before ${names.length === 1 ? 'she goes' : 'they go'} on: queen tell ${names.join(',')} "look at git log -3: ..."; it is over when ${names.length === 1 ? 'she works' : 'they work'} again, or when you accept it`,
		severity: isAtStake ? 'medium' : 'low',
		evidence: JSON.stringify({move: news.move?.to ?? null, files: news.files.map(({path}) => path)}),
	};
}

/**
 * Commits and writes in a sister's worktree while everybody who stands there is known to stand still. Says nothing wherever it could have
 * been one of them or the keeper: silence here proves nothing, a finding does.
 */
export const externalActivity: Detector = {
	type,
	find(facts: Facts): readonly Finding[] {
		return [...standing(facts)].flatMap(([worktree, sisters]) => {
			const signs = signsAt(facts, worktree);
			const quiet = quietSince(sisters);
			const [one] = sisters;
			if (signs === undefined || quiet === null || one === undefined) return [];
			const known = evidenceOf(facts, episodeKey(type, one.repoKey ?? '', worktree));
			const news = newsOf(facts, signs, quiet, foreignSince(facts, worktree, sisters, quiet), known);
			return news.move === null && news.files.length === 0 ? [] : [findingOf(facts, news, signs, sisters, one)];
		});
	},
};
