/** Files that another holds (RULES.md, "Claims": explicit claims deny, automatic leases warn). */
import type {Claim, Sister} from '../../db/types.ts';
import {claimInTheWay} from '../claim-in-the-way.ts';
import {quoted} from '../hooks/installed-line.ts';
import {addressOf, clipped, herWords, untilWhen} from '../hooks/words.ts';
import {cell} from '../sanitize.ts';
import type {Finding} from './finding.ts';

export type ClaimsQuestion = {
	/** Raw paths, relative to the top. */
	readonly paths: readonly string[];
	readonly claims: readonly Claim[];
	readonly sisters: readonly Pick<Sister, 'name' | 'task'>[];
	readonly repoKey: string;
	/** Here `a.ts` and `A.ts` are one file. */
	readonly ignoreCase: boolean;
	/** Whose claims count as her own. */
	readonly holder: string;
	/** How much a claim weighs; null: nothing. */
	readonly weigh: (claim: Claim) => Finding['level'] | null;
	/** `commit` or `push`. */
	readonly verb: string;
	readonly now: number;
	/** Is this claim too young for that path, because the change was made before it? */
	readonly isOlder?: (path: string, claim: Claim) => boolean;
};

const mostShown = 5;

/** Claims are kept in composed form, so that one file has one name. */
const claimOn = (path: string, {repoKey, holder, ignoreCase}: ClaimsQuestion, among: readonly Claim[]): Claim | null =>
	among.length === 0 ? null : claimInTheWay(among, {path: path.normalize('NFC'), repoKey, ignoreCase}, holder);

/** A path that shows exactly as it is can stand in a command. */
const isPlain = (path: string): boolean => cell(path) === path && path.length <= 200;

/** Who holds it, and by what. */
function heldHow({owner, id, resource, auto, lockFile}: Claim): string {
	if (lockFile !== null) return `${cell(owner)} has locked ${herWords(resource, 200)} by ${clipped(lockFile, 120)},`;
	if (auto) return `${cell(owner)} edited it lately: her automatic lease #${id} on ${herWords(resource, 200)} lasts`;
	return `${cell(owner)} holds #${id} on ${herWords(resource, 200)},`;
}

function nextFor({owner, id, lockFile}: Claim, paths: readonly string[], verb: string): readonly string[] {
	const [first = ''] = paths;
	const about = paths.length === 1 && isPlain(first) ? first : lockFile === null ? `what claim #${id} holds` : 'what you locked';
	const leaveOut = verb === 'commit' && paths.every(isPlain) && paths.length <= mostShown;
	return [
		`queen tell ${addressOf(owner)} ${quoted(`May I ${verb} ${about}?`)}`,
		...(leaveOut ? [`git restore --staged -- ${paths.map(path => quoted(`:/${path}`)).join(' ')}`] : []),
	];
}

function findingOn(claim: Claim, level: Finding['level'], paths: readonly string[], {sisters, verb, now}: ClaimsQuestion): Finding {
	const task = sisters.find(({name}) => name === claim.owner)?.task ?? null;
	const why = claim.description === null ? '' : ` Her reason: ${herWords(claim.description, 120)}.`;
	const doing = task === null ? '' : ` Her task: ${herWords(task, 120)}.`;
	return {
		rule: 'claims',
		level,
		says: [
			`${heldHow(claim)} ${untilWhen(claim, now)}.${why}${doing}`,
			...paths.slice(0, mostShown).map(path => `  ${clipped(path, 200)}`),
			...(paths.length > mostShown ? [`  +${paths.length - mostShown} more`] : []),
		],
		next: nextFor(claim, paths, verb),
		files: paths,
	};
}

/** One finding for each claim that is in the way. */
export function claimFindings(question: ClaimsQuestion): readonly Finding[] {
	const {paths, weigh, isOlder} = question;
	const claims = question.claims.filter(claim => claim.kind === 'path' && weigh(claim) !== null);
	const byClaim = new Map<Claim, string[]>();
	for (const path of paths) {
		const among = isOlder === undefined ? claims : claims.filter(claim => !isOlder(path, claim));
		const claim = claimOn(path, question, among);
		if (claim !== null) byClaim.set(claim, [...(byClaim.get(claim) ?? []), path]);
	}
	return [...byClaim].map(([claim, found]) => findingOn(claim, weigh(claim) ?? 'warn', found, question));
}
