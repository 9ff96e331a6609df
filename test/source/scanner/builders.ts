/** Plain objects for tests of pure parts: everything has a default, a test names only what it is about. */
import type {Facts} from '../../../db/store.ts';
import type {
	Claim,
	Conflict,
	Edit,
	Finding,
	GitFacts,
	Message,
	ProcessIdentity,
	Reading,
	Session,
	Sister,
	TerminalPlace,
	WorktreeSigns,
} from '../../../db/types.ts';
import type {Agent, StateFile} from '../../../source/agents/types.ts';
import type {Process} from '../../../source/processes/types.ts';
import type {TerminalPane} from '../../../source/terminals/types.ts';

export const at = '2026-11-21T12:00:00.000Z';
/** So many minutes before `at`. */
export const ago = (minutes: number): string => new Date(Date.parse(at) - minutes * 60_000).toISOString();

export const identity = (pid: number): ProcessIdentity => ({host: 'here', bootId: 'boot', pid, startTime: String(pid * 10)});

export const process_ = (pid: number, argv: string, more: Partial<Process> = {}): Process => ({
	pid,
	ppid: 1,
	group: pid,
	session: pid,
	tty: 0,
	foreground: -1,
	state: 'S',
	startTime: String(pid * 10),
	uid: 1000,
	argv: argv.split(' '),
	...more,
});

export const place = (pane: string, socket = '/tmp/tmux-1000/default'): TerminalPlace => ({kind: 'tmux', socket, pane, server: '99:1000'});

export const pane = (id: string, tty: number, more: Partial<TerminalPane> = {}): TerminalPane => ({
	place: place(id),
	pid: 9000 + tty,
	title: '',
	command: 'bash',
	cwd: '/work',
	dead: false,
	tty,
	watched: false,
	activity: null,
	columns: 80,
	rows: 24,
	...more,
});

export const stateFile = (pid: number, more: Partial<StateFile> = {}): StateFile => ({
	pid,
	startTime: String(pid * 10),
	status: 'idle',
	waitingFor: null,
	cwd: null,
	sessionId: null,
	userName: null,
	headless: false,
	tmuxPane: null,
	...more,
});

export const reading = (more: Partial<Reading> = {}): Reading => ({status: 'idle', detail: null, waitingFor: null, source: 'title', evidence: [], ...more});

/** A client called `name` that reads its status from the title: `* x` is working on x. */
export const agent = (id: Agent['id'], more: Partial<Agent> = {}): Agent => ({
	id,
	title: id,
	recognise: argv => argv.slice(0, 2).some(word => word.split('/').at(-1) === id) && !argv.includes('-p'),
	needsScreen: () => false,
	read: ({title}) => reading({status: title?.startsWith('* ') ? 'working' : 'idle'}),
	resume: () => null,
	taskFromTitle: title => (title.startsWith('* ') ? title.slice(2) : null),
	...more,
});

export const git = (more: Partial<GitFacts> = {}): GitFacts => ({
	repo: 'site',
	repoId: '/src/site/.git',
	repoKey: 'example.org/site',
	worktree: '/src/site',
	branch: 'main',
	head: 'aaa',
	dirty: false,
	changed: [],
	untracked: 0,
	ahead: null,
	behind: null,
	...more,
});

export const sister = (name: string, more: Partial<Sister> = {}): Sister => ({
	name,
	displayName: name,
	nameSource: 'derived',
	agent: 'claude',
	status: 'idle',
	detail: null,
	waitingFor: null,
	statusSource: 'state-file',
	statusSince: at,
	evidence: [],
	task: null,
	taskSource: 'none',
	taskSince: null,
	...git(),
	cwd: '/src/site',
	resume: null,
	terminal: null,
	pid: 1,
	beating: false,
	sessions: 1,
	unread: 0,
	claims: 0,
	lastSeen: at,
	lastOutput: null,
	activity: [],
	...more,
});

export const session = (sisterName: string, pid: number, more: Partial<Session> = {}): Session => ({
	sister: sisterName,
	process: identity(pid),
	agent: 'claude',
	terminal: null,
	startedAt: at,
	endedAt: null,
	...more,
});

export const claim = (id: number, more: Partial<Claim> = {}): Claim => ({
	id,
	kind: 'domain',
	repo: null,
	repoId: null,
	repoKey: null,
	resource: 'deploy',
	owner: 'iza-1',
	description: null,
	claimedAt: at,
	expiresAt: null,
	ttlMs: null,
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
	...more,
});

export const dispatch = (id: number, to: string, more: Partial<Message> = {}): Message => ({
	id,
	from: 'queen',
	fromVerified: 'yes',
	to,
	body: 'mend the login',
	priority: 'normal',
	kind: 'dispatch',
	group: id,
	replyTo: null,
	sentAt: at,
	surfacedAt: null,
	readAt: null,
	ackedAt: null,
	recalledAt: null,
	bouncedAt: null,
	dispatch: {state: 'open', takenBy: null, takenAt: null, workedAt: null, doneAt: null, declinedWhy: null},
	...more,
});

/** A worktree in which nothing happened. */
export const signs = (more: Partial<WorktreeSigns> = {}): WorktreeSigns => ({
	worktree: '/src/site',
	repoId: '/src/site/.git',
	repoKey: 'example.org/site',
	moves: [],
	head: 'aaa',
	changed: [],
	created: [],
	base: null,
	stash: [],
	isMerging: false,
	lockedSince: null,
	...more,
});

export const edit = (sisterName: string, path: string, more: Partial<Edit> = {}): Edit => ({
	sister: sisterName,
	repoKey: 'example.org/site',
	worktree: '/src/site',
	path,
	at,
	...more,
});

/** An open conflict as the store gives a finding back. */
export const open = (finding: Finding): Conflict => ({...finding, next: finding.next ?? null, id: 1, detectedAt: at, resolvedAt: null, mutedWhy: null});

/** Nobody is about, and somebody has been looking for an hour. */
export const facts = (more: Partial<Facts> = {}): Facts => ({
	at,
	sisters: [],
	sessions: [],
	claims: [],
	dispatches: [],
	open: [],
	edits: [],
	urgent: [],
	worktrees: [],
	bystanders: {shells: [], gits: []},
	watchedSince: ago(60),
	...more,
});
