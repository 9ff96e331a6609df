/** Everything known of one sister, line by line: for the overlay behind Enter and the third column of wide screens. */
import type {Claim, Sanitized, Sister} from '../db/types.ts';
import {age, ago} from '../source/format/age.ts';
import {isBlocked, saysText} from '../source/format/declared.ts';
import {resumeLine} from '../source/format/resume.ts';
import {detailWords, statusWords} from '../source/format/words.ts';
import {fit, wrap} from './fit.ts';
import {hourStrip} from './hour-strip.ts';
import {piece} from './line-text.tsx';
import {paceText} from './mail-pace.ts';
import type {Line, View} from './pane.ts';
import type {Past} from './peek-frame.ts';
import type {Tone} from './theme.ts';
import {lateSisters} from './urgent.ts';
import {clockTime, plural, statusTone} from './words.ts';

type S = Sanitized<Sister>;

const labelCells = 7;

/** A label and its text, wrapped under itself. */
function fact(label: string, text: string, {width}: View, tone: Tone = 'plain'): readonly Line[] {
	if (text === '') return [];
	return wrap(text, Math.max(8, width - labelCells - 1)).map((line, index) => [piece(fit(index === 0 ? label : '', labelCells), 'quiet'), piece(line, tone)]);
}

function git(sister: S): string {
	if (sister.repo === null) return 'not in a repository';
	if (sister.worktree === null) return `${sister.repo}, not looked at yet`;
	const state = [
		sister.changed.length > 0 ? `${sister.changed.length} changed` : '',
		sister.untracked > 0 ? `${sister.untracked} untracked` : '',
		sister.ahead ? `${sister.ahead} ahead` : '',
		sister.behind ? `${sister.behind} behind` : '',
	].filter(Boolean);
	return `${sister.repo}, ${sister.branch ?? 'no branch'}: ${state.length > 0 ? state.join(', ') : 'clean'}`;
}

const claimText = (claim: Sanitized<Claim>): string => `${claim.resource}${claim.stale ? ' (stale)' : ''}`;

const sources: Readonly<Record<Sister['statusSource'], string>> = {
	dialog: 'a question on her screen',
	'state-file': "the client's own state file",
	title: "the terminal's title",
	screen: 'marks on her screen',
	hook: 'her hook',
	process: 'the process alone',
	none: 'nothing',
};

function status(sister: S, view: View): readonly Line[] {
	const words = `${statusWords[sister.status]}${sister.detail ? ` (${detailWords[sister.detail]})` : ''}, for ${age(sister.statusSince, view.now)}`;
	return [...fact('is', words, view, statusTone(sister.status)), ...fact('asks', sister.waitingFor ?? '', view, 'attention')];
}

const terminal = (sister: S): string => {
	if (sister.terminal) return `${sister.terminal.kind} ${sister.terminal.pane}, ${sister.terminal.socket}`;
	return sister.beating ? 'no process: kept alive by queen beat' : 'none that we know';
};

/** What the store remembers of her, where it was asked. */
function remembered({pace = null, hour = null}: Partial<Past>, view: View): readonly Line[] {
	const strip = hour === null ? [] : hourStrip(hour, view.theme, view.width - labelCells);
	return [...fact('', pace === null ? '' : paceText(pace), view), ...(strip.length === 0 ? [] : [[piece(fit('hour', labelCells), 'quiet'), ...strip]])];
}

/** By the clock, not as an age: a quiet screen is not painted for it. */
function bell({muted}: S): string {
	if (!muted) return '';
	return `none about her${muted.until === null ? '' : ` until ${clockTime(muted.until).slice(0, 5)}`} (m takes that back)`;
}

export function sisterFacts(sister: S, view: View, past: Partial<Past> = {}): readonly Line[] {
	const claims = view.facts.claims.filter(claim => claim.owner === sister.name);
	const isLate = lateSisters(view.facts).has(sister.name);
	const task =
		sister.task === null ? 'she has not said' : `${sister.task}${sister.taskSource === 'declared' ? `, declared ${ago(sister.taskSince, view.now)}` : ''}`;
	return [
		...status(sister, view),
		...fact('says', saysText(sister, view.now), view, isBlocked(sister) ? 'attention' : 'plain'),
		...fact('bell', bell(sister), view),
		...fact('task', task, view),
		...fact('cwd', sister.cwd ?? 'not known', view),
		...fact('git', git(sister), view),
		...fact(
			'mail',
			sister.unread > 0 ? `${plural(sister.unread, 'mail', 'mails')} unread${isLate ? ', urgent among it, untouched for 10m' : ''}` : 'all read',
			view,
			isLate ? 'attention' : 'plain',
		),
		...remembered(past, view),
		...fact('holds', claims.length > 0 ? claims.map(claimText).join(', ') : 'no claim', view),
		...fact('runs', `${sister.agent === 'none' ? 'no agent that we know' : sister.agent}${sister.pid === null ? '' : `, process ${sister.pid}`}`, view),
		...fact('in', terminal(sister), view),
		...(sister.status === 'gone' ? fact('resume', resumeLine(sister) ?? 'nobody knows how', view) : []),
		...fact('output', `last ${ago(sister.lastOutput, view.now)}`, view),
		[],
		...fact('known', `by ${sources[sister.statusSource]}`, view),
		...sister.evidence.flatMap(one => fact('', `${one.source}: ${one.said}`, view)),
	];
}
