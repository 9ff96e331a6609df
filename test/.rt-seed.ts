import {openStore} from '../db/open.ts';
import {systemClock} from '../source/clock.ts';
import {redact} from '../source/redact.ts';
import type {Sighting} from '../db/types.ts';
const clock = systemClock();
const store = await openStore({file: process.env['HIVE_DB']!, clock, busyMs: 5000, redact, isAlive: () => true});
const git = (repo: string, branch: string, dirty = false, ahead = 0) => ({repo, repoId: `/r/${repo}/.git`, repoKey: `/r/${repo}/.git`, worktree: `/r/${repo}`, branch, head: 'abc', dirty, changed: dirty ? ['a.ts', 'b.ts', 'c.ts'] : [], untracked: dirty ? 1 : 0, ahead, behind: 0});
const sight = (pid: number, name: string, agent: any, repo: string, branch: string, status: any, task: string | null, extra: any = {}): Sighting => ({
	process: {host: clock.host, bootId: clock.bootId, pid, startTime: String(pid)}, agent, clientName: name,
	terminal: {kind: 'tmux', socket: process.env['SEED_SOCKET'] ?? '/tmp/none', pane: extra.pane ?? `%${pid}`, server: extra.server ?? '1'},
	cwd: `/r/${repo}`, git: git(repo, branch, extra.dirty, extra.ahead) as any,
	reading: {status, detail: extra.detail ?? null, waitingFor: extra.waitingFor ?? null, source: 'state-file', evidence: [{source: 'state-file', said: status}]},
	task, taskSource: task ? 'title' : 'none', lastOutput: new Date(clock.wall() - (extra.out ?? 3000)).toISOString(),
});
await store.recordSightings({epoch: null, complete: true, sightings: [
	sight(900001, 'iza-3', 'claude', 'guide', 'izabael/guide-md', 'waiting', 'Hunting the Falken mp3 trigger', {dirty: true, waitingFor: 'Allow Bash(rm -rf build)?  1 yes  2 no'}),
	sight(900002, 'iza-2', 'claude', 'izaplayer', 'izabael/phase10-state', 'working', 'Phase 10 shipped + relay strategy', {dirty: true, ahead: 3}),
	sight(900003, 'izabael', 'claude', 'hive', 'main', 'working', 'HIVE QUEEN dispatching 3 sisters', {dirty: true}),
	sight(900004, 'cody', 'codex', 'api', 'feat/rate-limit', 'working', 'rate limiter for /posts', {}),
	sight(900005, 'iza-1', 'claude', 'site', 'main', 'idle', null, {out: 21 * 60000}),
]});
const mail = (from: string, to: string, body: string, priority: any = 'normal', kind: any = 'mail') => store.sendMail({from, fromVerified: 'yes', to: [to], repoKey: null, body, priority, kind, replyTo: null, nonce: Math.random().toString(36)});
await mail('iza-1', 'queen', 'PR #8 is up, phase 10 state handles.\nready for your review when you have a break.');
await mail('cody', 'queen', 'may I have src/db.ts for 10 min?', 'urgent');
await mail('iza-2', 'queen', 'migrated, yours now');
await mail('queen', 'cody', 'Build the limiter', 'normal', 'dispatch');
const claim = (owner: string, resource: string, kind: any, ttlMs: number | null) => store.claim({kind, repo: 'api', repoId: '/r/api/.git', repoKey: '/r/api/.git', resource, owner, description: null, ttlMs, shared: false, process: null, nonce: Math.random().toString(36)});
await claim('iza-2', 'izabael-com-deploy', 'domain', 3600000);
await claim('iza-2', 'src/db.ts', 'path', 1800000);
await claim('cody', 'src/limit/*', 'path', 1500);
await store.recordFindings({epoch: null, findings: [], crons: [{name: 'backup-db', schedule: '0 * * * *', words: 'every hour', command: 'backup', source: 'crontab', nextRun: new Date(clock.wall() + 180000).toISOString(), lastRun: null}], report: {startedAt: new Date(clock.wall()).toISOString(), tookMs: 142, complete: true, unread: [], looked: ['tmux server default (5 panes)'], scanner: {pid: 1, host: clock.host}}});
store.close();
