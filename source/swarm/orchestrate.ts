import type {Message, Review, Sanitized, Sister} from '../../db/types.ts';
import type {Call} from '../commands/types.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {staleAfterMs} from '../format/declared.ts';
import {type Dashboard, dashboardOf} from '../orchestrate/facts.ts';
import {findRepository} from '../repository.ts';
import {cell} from '../sanitize.ts';
import {claimsHere} from './claims.ts';
import {named, openAs} from './session.ts';
import type {Answer, SwarmCommand} from './types.ts';
import {namesIn, tableFor} from './words.ts';

/** The session to which claude-swarm's sessions write when they need somebody. */
const orchestrator = 'orchestrator';
const limits = {staleMs: staleAfterMs, reviewMs: staleAfterMs};
const mostMail = 20;

/** Who calls; null: an agent that nobody knows yet. */
async function callerOf(context: Context): Promise<Awaited<ReturnType<Context['caller']>> | null> {
	try {
		return await context.caller();
	} catch (error) {
		if (error instanceof QueenError) return null;
		throw error;
	}
}

const look = async ({store, clock}: Context, reader: string): Promise<Dashboard> => dashboardOf(await store.snapshot(reader), limits, clock.wall());

const quoted = (text: string): string => `"${cell(text).replace(/[\\"]/g, '\\$&')}"`;

type Names = (name: string) => Sanitized<string>;

function tick({sisters, blocked, stale, reviews}: Dashboard, mail: readonly Message[], name: Names): readonly string[] {
	const statusOf = ({declared, status}: Sister): string => cell(declared?.status ?? status);
	return [
		`  Sessions: ${sisters.map(sister => `${name(sister.name)}=${statusOf(sister)}`).join(' ')}`,
		...blocked.map(sister => `  ALERT: ${name(sister.name)} blocked — ${quoted(sister.declared?.note ?? 'no details')}`),
		...stale.map(sister => `  STALE: ${name(sister.name)} has not updated recently`),
		...mail.slice(0, mostMail).map(({from, body}) => `  INBOX: ${name(from)} says ${quoted(body)}`),
		...reviews.map(({id, requester}) => `  REVIEW: #${id} from ${name(requester)} pending — run: claude-swarm review show ${id}`),
	];
}

/** What is of this repository; the orchestrator is none of the sessions that it looks at. */
function here(found: Dashboard, repoKey: string | null): Dashboard {
	const isHere = (sister: Sister): boolean => sister.repoKey === repoKey && sister.name !== orchestrator;
	const [sisters, blocked, stale] = [found.sisters, found.blocked, found.stale].map(each => each.filter(isHere)) as [Sister[], Sister[], Sister[]];
	return {...found, sisters, blocked, stale, reviews: found.reviews.filter((review: Review) => repoKey === null || review.repoKey === repoKey)};
}

async function runDashboard(call: Call): Promise<Answer> {
	const context = await call.open();
	const me = (await callerOf(context))?.name ?? orchestrator;
	const found = here(await look(context, orchestrator), findRepository(context.cwd)?.repoKey ?? null);
	// Mail to the orchestrator, whoever looks, and the caller's own.
	const own = me === orchestrator ? [] : (await look(context, me)).mail;
	const mail = [...found.mail, ...own].toSorted((a, b) => a.id - b.id);
	const name = await namesIn(context);
	const at = `[${new Date(context.clock.wall()).toISOString().slice(0, 19).replace('T', ' ')}]`;
	const isQuiet = found.blocked.length + found.stale.length + found.reviews.length + mail.length === 0;
	const lines = isQuiet ? [`${at} ── all clear ──`] : ['', `${at} ── Orchestrator Tick ──`, ...tick(found, mail, name)];
	const claims = await claimsHere(context);
	const rows = claims.map(({resource, owner}) => [cell(resource), name(owner)]);
	const more = mail.length > mostMail ? [`+${mail.length - mostMail} more: claude-swarm inbox --session ${cell(orchestrator)}`] : [];
	return {lines: [...lines, ...(rows.length > 0 ? tableFor(call, 'File Claims', ['File', 'Session'], rows) : [])], data: {...found, mail, claims}, notes: more};
}

/**
 * Who the loop is: a session that has a name stays who she is; the keeper is the orchestrator, to whom the sessions write, unless the loop is to
 * approve under her rules: that is hers alone.
 */
async function openLoop(call: Call): Promise<Context> {
	const context = await call.open();
	const caller = await callerOf(context);
	if (caller === null) return openAs(call, orchestrator);
	return caller.isKeeper && call.flags['auto-approve'] !== true ? named(context, orchestrator) : context;
}

async function runLoop(call: Call): Promise<Answer> {
	// The other commands do not load the loop.
	const {orchestrate} = await import('../commands/orchestrate.ts');
	const code = await orchestrate.run({...call, args: ['run'], open: () => openLoop(call)});
	return {lines: [], data: undefined, code};
}

export const orchestrateRun: SwarmCommand = {
	words: 'orchestrate run',
	places: [],
	required: [],
	optional: ['interval', 'auto-approve', 'stale-minutes', 'quiet'],
	same: 'blocked and stale sessions, reviews, mail to `orchestrator`; ends with Ctrl-C',
	different:
		'is `queen orchestrate run`: a line when something begins or ends, at once, and a letter to who can help (there all is said again at every look). `--auto-approve` approves only what rules in your own configuration allow, and only when you run it yourself (then with your mail): there any review for `orchestrator` is approved unseen. Stale is who shows no sign of work at all',
	run: runLoop,
};

export const orchestrateDashboard: SwarmCommand = {
	words: 'orchestrate dashboard',
	places: [],
	required: [],
	optional: [],
	same: 'the lines of one look, and the table of claims',
	different: 'all reviews of this repository that wait, not only those for `orchestrator`; the mail of who looks beside that of `orchestrator`',
	run: runDashboard,
};
