/** What the machine gives us: Node, programs, the locale, the configuration. */
import {readConfig} from '../../config.ts';
import {findProgram} from '../../find-program.ts';
import {isUtf8} from '../../output.ts';
import {hivePaths} from '../../paths.ts';
import {type Check, messageOf, note, ok, problem} from './types.ts';

/** The oldest Node that better-sqlite3 and Ink run on. */
const oldestNode = 22;

function node(): Check {
	const {node: version} = process.versions;
	if (Number(version.split('.')[0]) >= oldestNode) return ok('Node', version);
	return problem('Node', `${version} is older than ${oldestNode}`, `install Node ${oldestNode} or newer`);
}

const programs = [
	{name: 'tmux', without: 'sisters in tmux panes cannot be seen', mend: 'install tmux (Debian: apt install tmux), or add its folder to PATH', needed: true},
	{name: 'git', without: 'branches and dirty files cannot be seen', mend: 'install git (Debian: apt install git), or add its folder to PATH', needed: true},
	{name: 'crontab', without: 'cron jobs cannot be seen', mend: 'install cron if you use it', needed: false},
] as const;

function program({name, without, mend, needed}: (typeof programs)[number], env: NodeJS.ProcessEnv): Check {
	const found = findProgram(name, env);
	if (found !== null) return ok(name, found);
	return needed ? problem(name, `not found by PATH: ${without}`, mend) : note(name, `not found by PATH: ${without}`, mend);
}

function configuration(env: NodeJS.ProcessEnv): Check {
	try {
		readConfig(env);
		return ok('configuration', hivePaths(env).config);
	} catch (error) {
		return problem('configuration', messageOf(error), 'mend or remove the file');
	}
}

const locale = (env: NodeJS.ProcessEnv): Check =>
	isUtf8(env) ? ok('locale', 'UTF-8') : note('locale', 'not UTF-8: signs are drawn in ASCII', 'set LANG to a UTF-8 locale, for example C.UTF-8');

export function checkEnvironment(env: NodeJS.ProcessEnv): readonly Check[] {
	return [node(), ...programs.map(each => program(each, env)), locale(env), configuration(env)];
}
