/** A small world that a test holds in its hand: both clocks, the boot, who lives; and short ways to write the records. */
import type {NewClaim, NewMail, Registration, StoreOptions} from '../../db/store.ts';
import type {Clock, Finding, GitFacts, ProcessIdentity, Reading, ScanReport, Sighting, TerminalPlace} from '../../db/types.ts';

export type World = {
	readonly clock: Clock;
	/** Time goes by on both clocks. */
	pass(ms: number): void;
	/** Somebody sets the wall clock. */
	stepWall(ms: number): void;
	/** Another boot: the monotonic clock starts again, every process is dead. */
	reboot(): void;
	kill(process: ProcessIdentity): void;
	process(pid: number, startTime?: string): ProcessIdentity;
	options(file: string): StoreOptions;
};

export const host = 'test-host';

export function createWorld(): World {
	let wall = Date.parse('2026-04-11T04:00:00.000Z');
	let mono = 5_000_000;
	let boot = 1;
	const dead = new Set<string>();
	const key = (process: ProcessIdentity): string => `${process.bootId} ${process.pid} ${process.startTime}`;
	const clock: Clock = {
		wall: () => wall,
		mono: () => mono,
		host,
		get bootId() {
			return `boot-${boot}`;
		},
	};
	return {
		clock,
		pass: ms => {
			wall += ms;
			mono += ms;
		},
		stepWall: ms => {
			wall += ms;
		},
		reboot: () => {
			boot += 1;
			mono = 1000;
		},
		kill: process => {
			dead.add(key(process));
		},
		process: (pid, startTime = '100') => ({host, bootId: clock.bootId, pid, startTime}),
		options: file => ({
			file,
			clock,
			busyMs: 5000,
			redact: text => text.replaceAll('SECRET', '[redacted]'),
			isAlive: process => !dead.has(key(process)),
		}),
	};
}

let numbers = 0;
export const nonce = (): string => {
	numbers += 1;
	return `nonce-${numbers}`;
};

export const seconds = (n: number): number => n * 1000;
export const minutes = (n: number): number => n * 60_000;
export const hours = (n: number): number => n * 3_600_000;

export const newClaim = (owner: string, resource: string, more: Partial<NewClaim> = {}): NewClaim => ({
	kind: 'domain',
	repo: null,
	repoId: null,
	repoKey: null,
	resource,
	owner,
	description: null,
	ttlMs: null,
	shared: false,
	process: null,
	nonce: nonce(),
	...more,
});

/** A claim on a path of one repository. */
export const pathClaim = (owner: string, resource: string, more: Partial<NewClaim> = {}): NewClaim =>
	newClaim(owner, resource, {kind: 'path', repo: 'shop', repoId: '/r/shop/.git', repoKey: 'example.org/shop', ttlMs: hours(2), ...more});

export const newMail = (from: string, to: string | readonly string[], body: string, more: Partial<NewMail> = {}): NewMail => ({
	from,
	fromVerified: 'yes',
	to: typeof to === 'string' ? [to] : to,
	repoKey: null,
	body,
	priority: 'normal',
	kind: 'mail',
	replyTo: null,
	nonce: nonce(),
	...more,
});

export const gitFacts = (more: Partial<GitFacts> = {}): GitFacts => ({
	repo: 'shop',
	repoId: '/r/shop/.git',
	repoKey: 'example.org/shop',
	worktree: '/r/shop',
	branch: 'main',
	head: 'c0ffee',
	dirty: false,
	changed: [],
	untracked: 0,
	ahead: 0,
	behind: 0,
	...more,
});

export const reading = (status: Reading['status'], more: Partial<Reading> = {}): Reading => ({
	status,
	detail: null,
	waitingFor: null,
	source: 'title',
	evidence: [{source: 'title', said: status}],
	...more,
});

export const pane = (number: number, server = '900 1'): TerminalPlace => ({kind: 'tmux', socket: '/tmp/tmux-0/default', pane: `%${number}`, server});

export const sighting = (process: ProcessIdentity, more: Partial<Sighting> = {}): Sighting => ({
	process,
	agent: 'claude',
	clientName: null,
	terminal: pane(process.pid),
	cwd: '/r/shop',
	git: gitFacts(),
	reading: reading('idle'),
	task: null,
	taskSource: 'none',
	lastOutput: null,
	resume: null,
	...more,
});

export const registration = (name: string, more: Partial<Registration> = {}): Registration => ({
	name,
	displayName: name,
	nameSource: 'environment',
	process: null,
	agent: 'none',
	cwd: null,
	repo: null,
	repoId: null,
	repoKey: null,
	terminal: null,
	...more,
});

export const finding = (more: Partial<Finding> = {}): Finding => ({
	kind: 'conflict',
	type: 'shared-branch',
	key: 'example.org/shop main',
	sisters: ['iza-1', 'iza-2'],
	repo: 'shop',
	repoId: '/r/shop/.git',
	branch: 'main',
	files: [],
	detail: 'iza-1 and iza-2 are both on main',
	severity: 'medium',
	evidence: 'iza-1 dirty',
	...more,
});

export const report = (world: World, more: Partial<ScanReport> = {}): ScanReport => ({
	startedAt: new Date(world.clock.wall()).toISOString(),
	tookMs: 12,
	complete: true,
	unread: [],
	looked: ['tmux server default (3 panes)'],
	scanner: {pid: 77, host},
	...more,
});
