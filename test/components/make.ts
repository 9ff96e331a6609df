/** Sisters, mail, claims and the rest with everything filled in, at a fixed moment. */
import type {Claim, ColonyEvent, Conflict, Cron, Message, Review, Sister} from '../../db/types.ts';

/** 2026-11-21 14:05:28 UTC. */
export const now = Date.parse('2026-11-21T14:05:28.000Z');
export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
/** A time so long ago. */
export const before = (ms: number): string => new Date(now - ms).toISOString();
export const later = (ms: number): string => new Date(now + ms).toISOString();

export const sister = (name: string, some: Partial<Sister> = {}): Sister => ({
	name,
	displayName: name,
	nameSource: 'environment',
	agent: 'claude',
	status: 'working',
	detail: null,
	waitingFor: null,
	statusSource: 'state-file',
	statusSince: before(3 * minute),
	evidence: [{source: 'state-file', said: 'status busy in sessions/4711.json'}],
	task: null,
	taskSource: 'none',
	taskSince: null,
	repo: 'hive',
	repoId: '/home/maya/src/hive/.git',
	repoKey: 'github.com/maya/hive',
	worktree: '/home/maya/src/hive',
	branch: 'main',
	head: 'd026fdf',
	dirty: false,
	changed: [],
	untracked: 0,
	ahead: 0,
	behind: 0,
	cwd: '/home/maya/src/hive',
	resume: null,
	terminal: {kind: 'tmux', socket: '/tmp/tmux-1000/default', pane: '%3', server: '900:1'},
	pid: 4711,
	beating: false,
	sessions: 1,
	unread: 0,
	claims: 0,
	lastSeen: before(2 * second),
	lastOutput: before(3 * second),
	activity: [],
	...some,
});

export const message = (id: number, some: Partial<Message> = {}): Message => ({
	id,
	from: 'iza-1',
	fromVerified: 'yes',
	to: 'queen',
	body: 'PR #8 is up, phase 10 state handles. Ready for your review.',
	priority: 'normal',
	kind: 'mail',
	group: id,
	replyTo: null,
	sentAt: before(3 * minute),
	surfacedAt: null,
	readAt: null,
	ackedAt: null,
	recalledAt: null,
	bouncedAt: null,
	dispatch: null,
	...some,
});

export const claim = (id: number, resource: string, owner: string, some: Partial<Claim> = {}): Claim => ({
	id,
	kind: 'path',
	repo: 'hive',
	repoId: '/home/maya/src/hive/.git',
	repoKey: 'github.com/maya/hive',
	resource,
	owner,
	description: null,
	claimedAt: before(20 * minute),
	expiresAt: later(9 * minute),
	ttlMs: 30 * minute,
	state: 'held',
	stale: false,
	staleWhy: null,
	blocks: true,
	auto: false,
	ignoreCase: false,
	lockFile: null,
	fence: id,
	shared: false,
	releasedAt: null,
	...some,
});

export const conflict = (id: number, some: Partial<Conflict> = {}): Conflict => ({
	id,
	kind: 'conflict',
	type: 'shared-branch',
	sisters: ['izabael', 'iza-1'],
	repo: 'hive',
	repoId: '/home/maya/src/hive/.git',
	branch: 'main',
	files: [],
	detail: 'Both work on main in hive, in two worktrees.',
	next: null,
	severity: 'medium',
	detectedAt: before(3 * minute),
	resolvedAt: null,
	mutedWhy: null,
	key: `shared-branch hive main ${id}`,
	evidence: 'izabael is dirty; iza-1 has a commit since',
	...some,
});

export const event = (id: number, at: number, kind: ColonyEvent['kind'], who: string, data: ColonyEvent['data']): ColonyEvent => ({
	id,
	at: before(at),
	kind,
	sister: who,
	data,
});

export const cron = (name: string, inMs: number, words: string): Cron => ({
	name,
	schedule: '0 3 * * *',
	words,
	command: `/home/maya/bin/${name}`,
	source: 'crontab',
	nextRun: later(inMs),
	lastRun: null,
	lastResult: null,
});

export const review = (id: number, branch: string, some: Partial<Review> = {}): Review => ({
	id,
	title: 'JWT for the login',
	requester: 'iza-1',
	requesterVerified: 'yes',
	byKeeper: false,
	reviewer: 'iza-2',
	repo: 'hive',
	repoId: '/home/maya/src/hive/.git',
	repoKey: 'github.com/maya/hive',
	worktree: '/home/maya/src/hive',
	branch,
	base: 'a'.repeat(40),
	head: 'b'.repeat(40),
	commits: 3,
	fileCount: 5,
	insertions: 120,
	deletions: 14,
	files: [],
	requestedAt: before(2 * minute),
	state: 'pending',
	verdict: null,
	decidedBy: null,
	decidedVerified: null,
	decidedAt: null,
	supersededBy: null,
	comments: [],
	...some,
});
