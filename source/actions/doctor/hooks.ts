/** Claude Code's hooks: installed, current, without an alarm; and run once as the client would. */
import {ago} from '../../format/age.ts';
import type {Machine} from '../../hooks/install.ts';
import {thisMachine} from '../../hooks/machine.ts';
import {type AgentReport, type HooksReport, hooksReport} from '../../hooks/report.ts';
import {tryHooks} from '../../hooks/trial.ts';
import {type Check, messageOf, note, ok, problem} from './types.ts';

const again = 'queen hooks install';

const againFor = (agent: string): string => (agent === 'claude' ? again : `${again} --agent ${agent}`);

function stateOf({agents, front, program, alarm}: HooksReport, now: number): Check | null {
	const installed = agents.flatMap(({agent, scopes}) => scopes.map(scope => ({agent, ...scope}))).filter(({state}) => state !== 'absent');
	if (installed.length === 0)
		return note('hooks', 'not installed: sisters read their mail when they run queen inbox', `${again}, or queen onboard --print-rules >> CLAUDE.md`);
	const old = installed.find(({state}) => state !== 'installed');
	if (old) return problem('hooks', `${old.settings} has them ${old.state === 'partly' ? 'only in part' : 'from another queen or place'}`, againFor(old.agent));
	if (front.state !== 'current') return problem('hooks', `the script ${front.path} is ${front.state === 'old' ? 'from another queen' : 'gone'}`, again);
	if (!program.exists) return problem('hooks', `${program.bundle} is gone`, again);
	return alarm === null ? null : problem('hooks', `${ago(alarm.at, now)}: ${alarm.sentence}`, `${again}; the alarm goes when a hook has done its work again`);
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;

/** Other clients than Claude whose hooks nobody has run yet. */
const untested = (agents: readonly AgentReport[]): string => {
	const names = agents.filter(({agent, scopes, lastFired}) => agent !== 'claude' && lastFired === null && scopes.some(({state}) => state !== 'absent'));
	return names.length === 0 ? '' : `; untested here: ${names.map(({agent}) => agent).join(', ')}`;
};

async function trialOf({agents, front, lastFired}: HooksReport, {env, wall}: Machine): Promise<Check> {
	const {p50, p95, shell, trouble} = await tryHooks(front.path, env);
	if (trouble !== null) return problem('hooks', `tried as the client runs them: ${trouble}`, again);
	return ok(
		'hooks',
		`installed, last fired ${ago(lastFired, wall)}; a silent one costs p50 ${ms(p50)}, p95 ${ms(p95)} (a shell alone ${ms(shell)})${untested(agents)}`,
	);
}

export async function checkHooks(env: NodeJS.ProcessEnv): Promise<readonly Check[]> {
	try {
		const machine = thisMachine(env, process.cwd());
		const report = hooksReport(machine);
		return [stateOf(report, machine.wall) ?? (await trialOf(report, machine))];
	} catch (error) {
		return [problem('hooks', messageOf(error), 'see what queen hooks status says')];
	}
}
