/** The colony of the drawings (SCREENS.md), at a fixed moment. */
import type {Facts} from '../../components/pane.ts';
import type {Claim, ColonyEvent, Cron, Message, Sister, Snapshot} from '../../db/types.ts';
import {sanitize} from '../../source/sanitize.ts';
import {before, claim, conflict, cron, event, hour, later, message, minute, second, sister} from './make.ts';

export {before, claim, conflict, cron, event, message, now, sister} from './make.ts';

const iza3 = sister('iza-3', {
	status: 'waiting',
	waitingFor: 'Allow Bash(rm -rf build)?  1 yes  2 no',
	statusSource: 'dialog',
	statusSince: before(4 * minute + 12 * second),
	evidence: [
		{source: 'state-file', said: 'status waiting, waitingFor permission prompt'},
		{source: 'dialog', said: 'Do you want to proceed? on her screen'},
	],
	task: 'Hunting the Falken mp3 trigger',
	taskSource: 'declared',
	taskSince: before(31 * minute),
	repo: 'guide',
	repoId: '/home/maya/src/guide/.git',
	repoKey: 'github.com/maya/guide',
	worktree: '/home/maya/src/guide',
	cwd: '/home/maya/src/guide',
	branch: 'izabael/guide-md',
	dirty: true,
	changed: ['guide/ch02.md', 'guide/ch03.md', 'js/falken.js'],
	untracked: 1,
	ahead: 2,
	terminal: {kind: 'tmux', socket: '/tmp/tmux-1000/default', pane: '%12', server: '900:1'},
	unread: 1,
	claims: 1,
	lastOutput: before(2 * minute + 5 * second),
	activity: [0.6, 0.9, 0.4, 0.1, 0, 0, 0, 0],
});

const sisters: readonly Sister[] = [
	iza3,
	sister('iza-2', {
		task: 'Phase 10 shipped + building refugee relay strategy',
		taskSource: 'declared',
		taskSince: before(2 * hour),
		branch: 'izabael/phase10-state-handles',
		dirty: true,
		ahead: 3,
		changed: ['src/db.ts'],
		claims: 2,
		lastOutput: before(second),
		activity: [0.25, 0.4, 0.6, 0.9, 0.9, 0.9, 0.6, 0.9],
	}),
	sister('izabael', {
		repo: 'swarm',
		repoId: '/home/maya/src/swarm/.git',
		repoKey: 'github.com/maya/swarm',
		cwd: '/home/maya/src/swarm',
		task: 'HIVE QUEEN dispatching 3 sisters',
		taskSource: 'declared',
		taskSince: before(hour),
		dirty: true,
		unread: 2,
		lastOutput: before(14 * second),
		activity: [0.1, 0.1, 0.25, 0.1, 0.4, 0.25, 0.1, 0.25],
	}),
	sister('cody', {
		agent: 'codex',
		branch: 'feat/rate-limit',
		task: 'rate limiter for /posts',
		taskSource: 'session',
		claims: 1,
		lastOutput: before(3 * second),
		statusSource: 'title',
		activity: [0.4, 0.4, 0.6, 0.6, 0.4, 0.6, 0.9, 0.9],
	}),
	sister('iza-1', {status: 'idle', dirty: true, statusSince: before(21 * minute), lastOutput: before(21 * minute), activity: [0.25, 0.1, 0, 0, 0, 0, 0, 0]}),
	sister('iza-0', {
		status: 'gone',
		branch: 'feat/old',
		statusSince: before(6 * minute),
		lastOutput: before(6 * minute),
		lastSeen: before(6 * minute),
		claims: 1,
		terminal: null,
		pid: null,
		statusSource: 'process',
	}),
];

const dispatched = message(159, {
	from: 'izabael',
	body: 'QUEEN DISPATCH - "A Hive of Butterflies"\n\nTake the guide, chapter 2. Done when the mp3 trigger is gone.',
	priority: 'urgent',
	sentAt: before(9 * minute),
});

const inbox: readonly Message[] = [
	message(147, {}),
	dispatched,
	message(141, {from: 'iza-2', body: 'migrated, yours now', sentAt: before(41 * minute), readAt: before(40 * minute)}),
	message(139, {from: 'cody', body: 'limiter merged', sentAt: before(2 * hour), readAt: before(hour), ackedAt: before(hour)}),
];

const handedOut: readonly Message[] = [
	message(163, {
		from: 'queen',
		to: 'cody',
		kind: 'dispatch',
		body: 'Please take src/limit/ and make the tests green',
		sentAt: before(12 * minute),
		dispatch: {state: 'open', takenBy: null, takenAt: null, workedAt: null, doneAt: null, declinedWhy: null},
	}),
];

const claims: readonly Claim[] = [
	claim(1, 'izabael-com-deploy', 'iza-2', {kind: 'domain', repo: null, repoId: null, repoKey: null, expiresAt: later(41 * minute + 9 * second), ttlMs: hour}),
	claim(2, 'src/db.ts', 'iza-2', {expiresAt: later(9 * minute + 5 * second)}),
	claim(3, 'src/limit/*', 'cody', {expiresAt: later(24 * minute + 5 * second)}),
	claim(4, 'guide/ch02.md', 'iza-3', {
		repo: 'guide',
		repoKey: 'github.com/maya/guide',
		claimedAt: before(36 * minute),
		expiresAt: before(6 * minute),
		state: 'expired',
		stale: true,
		staleWhy: 'its lease ran out',
	}),
];

const crons: readonly Cron[] = [
	cron('backup-db', 3 * minute + second, 'every day at 3:00'),
	cron('gym-sync', 17 * minute + second, 'every hour at minute 22'),
	cron('deploy-check', hour + second, 'on weekdays at 15:05'),
];

const events: readonly ColonyEvent[] = [
	event(1, 48 * second, 'branch', 'cody', {from: 'main', to: 'feat/rate-limit'}),
	event(2, 47 * second, 'iam', 'cody', {task: 'rate limiter for /posts'}),
	event(3, 30 * second, 'tell', 'iza-1', {id: 147, to: 'queen', text: 'PR #8 is up, phase 10 state handles.'}),
	event(4, 17 * second, 'status', 'iza-3', {from: 'working', to: 'waiting'}),
	event(5, 9 * second, 'claim', 'iza-2', {resource: 'src/db.ts', ttlMs: 30 * minute}),
	event(6, 0, 'scan', 'queen', {sisters: 6, crons: 3, conflicts: 0, tookMs: 142}),
];

const settled = conflict(11, {sisters: ['izabael', 'iza-1'], detectedAt: before(3 * hour + 16 * minute), resolvedAt: before(3 * hour + 12 * minute)});

const base: Snapshot = {
	at: before(0),
	reader: 'queen',
	colony: {
		db: '/home/maya/.claude/queen/queen.db',
		id: 'colony-1',
		scannedAt: before(2 * second),
		scanMs: 142,
		complete: true,
		age: 2,
		unread: [],
		looked: ['tmux server default (6 panes)', 'Claude Code state files'],
		scanner: {pid: 900, host: 'athena'},
		quietSince: before(3 * hour + 12 * minute),
	},
	counts: {unread: 2, unreadAll: 5, openDispatches: 0, conflicts: 0, notices: 0, claims: 4, staleClaims: 1},
	sisters,
	inbox,
	mail: [],
	dispatches: [],
	claims,
	conflicts: [settled],
	crons,
	events,
	drafts: [],
};

/** A snapshot as the view gets it, with changes. */
export const facts = (some: Partial<Snapshot> = {}): Facts => sanitize({...base, ...some});

export const calm = facts();

const inHive = {repo: 'hive', repoId: '/home/maya/src/hive/.git', repoKey: 'github.com/maya/hive'} as const;
/** Where the conflicts below say that they stand. */
const moved: Readonly<Record<string, Partial<Sister>>> = {
	izabael: {...inHive, worktree: '/home/maya/src/hive-2'},
	'iza-3': {...inHive, worktree: '/home/maya/src/hive', branch: 'izabael/phase10-state-handles'},
};

export const inConflict = facts({
	sisters: sisters.map(one => ({...one, ...moved[one.name]})),
	counts: {...base.counts, conflicts: 2, notices: 1, openDispatches: 1},
	dispatches: handedOut,
	conflicts: [
		conflict(21),
		conflict(22, {
			type: 'same-worktree',
			sisters: ['iza-2', 'iza-3'],
			branch: 'izabael/phase10-state-handles',
			detectedAt: before(40 * second),
			detail: 'Both write in /home/maya/src/hive.',
			severity: 'high',
		}),
		conflict(23, {
			kind: 'notice',
			type: 'stale-claim',
			sisters: ['iza-3'],
			branch: null,
			files: ['guide/ch02.md'],
			detectedAt: before(6 * minute),
			detail: 'The claim of iza-3 on guide/ch02.md ran out 6 minutes ago.',
		}),
		settled,
	],
});

export const firstRun = facts({
	colony: {...base.colony, looked: ['tmux server default (0 panes)', 'Claude Code state files'], quietSince: before(20 * second)},
	counts: {unread: 0, unreadAll: 0, openDispatches: 0, conflicts: 0, notices: 0, claims: 0, staleClaims: 0},
	sisters: [],
	inbox: [],
	claims: [],
	conflicts: [],
	crons: [],
	events: [event(1, 2 * second, 'scan', 'queen', {sisters: 0, crons: 0, conflicts: 0, tookMs: 31})],
});

/** Many of everything, for sizes and speed. */
export function crowd(count: number): Facts {
	const statuses = ['working', 'idle', 'waiting', 'gone', 'error', 'starting', 'unknown'] as const;
	return facts({
		sisters: Array.from({length: count}, (_, i) =>
			sister(`iza-${i}`, {
				status: statuses[i % statuses.length] ?? 'working',
				waitingFor: i % 7 === 2 ? 'Keep a or b?' : null,
				task: `task number ${i}`,
				branch: `feat/branch-${i}`,
				activity: [0.1, 0.5, 1, 0.2, 0, 0.9, 0.3, 0.4],
			}),
		),
		inbox: Array.from({length: count * 3}, (_, i) => message(1000 + i, {body: `mail number ${i}`, readAt: i % 3 === 0 ? null : before(0)})),
		claims: Array.from({length: count * 2}, (_, i) => claim(i + 1, `src/file-${i}.ts`, `iza-${i % count}`)),
		counts: {unread: count, unreadAll: count * 3, openDispatches: 0, conflicts: 0, notices: 0, claims: count * 2, staleClaims: 0},
	});
}
