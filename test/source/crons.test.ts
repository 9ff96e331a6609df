import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import fc from 'fast-check';
import {cronName} from '../../source/crons/cron-name.ts';
import {readCrons as readAll} from '../../source/crons/index.ts';
import {parseCrontab, parseSystemTable} from '../../source/crons/parse.ts';
import {tablesUnder} from '../../source/crons/system-tables.ts';
import {newFolder, newOwner} from '../driver/cleanup.ts';

const now = new Date('2026-11-21T12:00:00Z');

/** Without the machine's own tables: those would be whatever this machine has. */
const readCrons = (env: NodeJS.ProcessEnv, at: Date) => readAll({...env, QUEEN_NARROW: '1'}, at);

/** An environment whose PATH has a `crontab` made of this script. */
const withCrontab = (t: TestContext, script: string | null): NodeJS.ProcessEnv => {
	const bin = newFolder(newOwner(t));
	if (script !== null) writeFileSync(path.join(bin, 'crontab'), `#!/bin/sh\n${script}\n`, {mode: 0o755});
	return {PATH: script === null ? bin : `${bin}:/usr/bin:/bin`, HOME: bin};
};

describe('parseCrontab', () => {
	const one = (line: string) => {
		const [cron, ...others] = parseCrontab(line, now);
		assert.equal(others.length, 0);
		return cron;
	};

	it('keeps schedule and command as written, percent and quotes too', () => {
		const command = `cd /srv && ./report.sh "a 100\\% b" 'x  y' $(date +\\%F)%input%more > /dev/null 2>&1`;
		const cron = one(`  */5\t9-17 * * mon-fri   ${command}`);
		assert.deepEqual(cron, {
			name: 'report.sh',
			schedule: '*/5\t9-17 * * mon-fri',
			words: 'Every 5 minutes, between 09:00 and 17:59, Monday through Friday',
			command,
			source: 'crontab',
			nextRun: cron?.nextRun ?? null,
			lastRun: null,
			lastResult: null,
		});
	});

	it('knows the next run in the time zone of the machine', () => {
		const next = (line: string) => one(`${line} x`)?.nextRun;
		assert.equal(next('*/5 * * * *'), '2026-11-21T12:05:00.000Z');
		// Nine o'clock here, whatever that is in UTC.
		const nine = new Date(next('0 9 * * *') ?? '');
		assert.deepEqual([nine.getHours(), nine.getMinutes()], [9, 0]);
		assert.equal(next('0 0 30 2 *'), null);
		// Day of the month or day of the week: either is enough for cron when both are given (here the Friday).
		assert.equal(new Date(next('30 4 1,15 * 5') ?? '').getDate(), 27);
	});

	it('knows the nicknames; a start of the machine has no next run', () => {
		assert.deepEqual([one('@reboot x')?.words, one('@reboot x')?.nextRun], ['At every start of the machine', null]);
		assert.deepEqual([one('@daily\tx')?.words, one('@daily x')?.schedule], ['Every day at 00:00', '@daily']);
		const midnight = new Date(one('@Midnight x')?.nextRun ?? '');
		assert.deepEqual([midnight.getHours(), midnight.getMinutes()], [0, 0]);
	});

	it('leaves out comments, empty lines and settings', () => {
		assert.deepEqual(parseCrontab('# 1 * * * * no\n\n   \nMAILTO="a b"\nPATH = /bin\n"X"=1\n', now), []);
	});

	// Mutation seen red: returning null for what the five fields do not match.
	it('keeps a malformed line, and says that it was not understood', () => {
		for (const line of ['99 * * * * echo', '* * * *', 'hello world', '@fortnightly x', '* * * * 9 x', '5 4 * * sunx x']) {
			const cron = one(line);
			assert.deepEqual([cron?.words, cron?.nextRun], ['not understood', null], line);
		}
	});

	it('never throws, and makes at most one job of a line', () => {
		const text = fc.string({unit: fc.constantFrom('*', '/', '5', ' ', '@', 'a', '-', ',', '#', '=', '%', '"', '\t', 'ä'), maxLength: 40});
		fc.assert(
			fc.property(fc.array(text, {maxLength: 5}), lines => parseCrontab(lines.join('\n'), now).length <= lines.length),
			{numRuns: 300},
		);
	});
});

describe('cronName', () => {
	const names: readonly (readonly [string, string])[] = [
		['/usr/local/bin/backup.sh --all', 'backup.sh'],
		['cd /srv/app && nice -n 5 python3 jobs/sync.py --all', 'sync.py'],
		["FOO=bar flock -n /tmp/l -c 'rsync -a x y'", 'rsync'],
		['[ -x /usr/bin/foo ] && /usr/bin/foo', 'foo'],
		['test -e /x && sleep 5; /opt/run-it', 'run-it'],
		['sudo -u www-data php /srv/artisan schedule:run', 'artisan'],
		['timeout 30s "/opt/my script"', 'my'],
		['docker compose -f /x up', 'docker'],
		['echo 100\\% done', 'echo'],
		['%', '%'],
		['cd /only', 'cd'],
	];
	for (const [command, name] of names) it(`${command}: ${name}`, () => assert.equal(cronName(command), name));
});

describe('readCrons', () => {
	it("asks the program that PATH finds for the user's table", async t => {
		const env = withCrontab(t, '[ "$*" = -l ] && echo "0 5 * * * /opt/a.sh"');
		assert.deepEqual(
			(await readCrons(env, now)).map(cron => cron.name),
			['a.sh'],
		);
	});

	it('is empty without the program and without a table', async t => {
		assert.deepEqual(await readCrons(withCrontab(t, null), now), []);
		assert.deepEqual(await readCrons(withCrontab(t, 'echo "no crontab for keeper" >&2; exit 1'), now), []);
		// busybox, as on Alpine.
		const busybox = `echo "crontab: can't open 'keeper': No such file or directory" >&2; exit 1`;
		assert.deepEqual(await readCrons(withCrontab(t, busybox), now), []);
	});

	// Mutation seen red: every failure taken for an empty table.
	it('says what is wrong when the program fails', async t => {
		const failing = withCrontab(t, 'echo "You (keeper) are not allowed to use this program" >&2; exit 1');
		await assert.rejects(readCrons(failing, now), /The crontab could not be read: You \(keeper\) are not allowed/);
	});

	it('hands the program nothing of our environment but where and who', async t => {
		const env = {...withCrontab(t, 'env | sed "s/^/0 5 * * * /"'), SECRET: 'secret', USER: 'keeper'};
		const names = (await readCrons(env, now)).map(cron => cron.command.split('=')[0]);
		assert.ok(names.includes('USER') && !names.includes('SECRET'), names.join());
	});
});

describe('tables of the machine', () => {
	it('name the user that a job runs as, and know it by its command', () => {
		const [cron] = parseSystemTable('SHELL=/bin/sh\n17 3\t* * *\troot    cd / && run-parts --report /etc/cron.daily\n', '/etc/crontab', now);
		assert.deepEqual([cron?.name, cron?.command, cron?.source], ['run-parts', 'cd / && run-parts --report /etc/cron.daily', '/etc/crontab (root)']);
	});

	// Mutation seen red: `tableName` not asked.
	it('are those that cron reads: no copies of editors, no folders, in order', t => {
		const etc = newFolder(newOwner(t));
		mkdirSync(path.join(etc, 'cron.d', 'sub'), {recursive: true});
		for (const name of ['zeta', 'alpha', 'alpha.dpkg-old', 'alpha~', '.placeholder'])
			writeFileSync(path.join(etc, 'cron.d', name), `@daily root /opt/${name}-job\n`);
		writeFileSync(path.join(etc, 'crontab'), '@hourly maya /opt/first\n');
		assert.deepEqual(
			tablesUnder(etc, now).map(({name}) => name),
			['first', 'alpha-job', 'zeta-job'],
		);
		assert.deepEqual(tablesUnder(path.join(etc, 'nowhere'), now), []);
	});
});

// A fake: no systemd runs where these tests run. Its answers have the shape of systemd 252.
describe('timers of systemd', () => {
	const listed = JSON.stringify([
		{next: 1_795_230_000_000_000, left: 1, last: 1_795_143_600_000_000, passed: 1, unit: 'backup.timer', activates: 'backup.service'},
		{next: null, left: null, last: 0, passed: 0, unit: 'sync@home.timer', activates: 'sync@home.service'},
		{next: 1, unit: '--evil', activates: 'x; rm'},
	]);
	const shown = [
		'Id=backup.timer\nDescription=Nightly\nTimersCalendar={ OnCalendar=*-*-* 03:00:00 ; next_elapse=Sun 2026-11-22 03:00:00 UTC }\nTimersMonotonic=',
		'Id=backup.service\nDescription=Back the notes up\nResult=exit-code',
		'Id=sync@home.timer\nTimersCalendar=\nTimersMonotonic={ OnUnitActiveUSec=15min ; next_elapse=0 }',
		'Id=sync@home.service\nDescription=\nResult=success',
	].join('\n\n');

	const withSystemctl = (t: TestContext): NodeJS.ProcessEnv => {
		const env = withCrontab(t, 'echo "no crontab for keeper" >&2; exit 1');
		const bin = env['HOME'] ?? '';
		writeFileSync(path.join(bin, 'listed'), listed);
		writeFileSync(path.join(bin, 'shown'), shown);
		const script = `#!/bin/sh\ncase "$2" in list-timers) cat '${bin}/listed' ;; show) echo "$*" > '${bin}/asked'; cat '${bin}/shown' ;; *) exit 9 ;; esac\n`;
		writeFileSync(path.join(bin, 'systemctl'), script, {mode: 0o755});
		return env;
	};

	it('say what they do, when they run next, and how the last run ended', async t => {
		const env = withSystemctl(t);
		const [backup, sync, ...others] = await readCrons(env, now);
		assert.deepEqual(backup, {
			name: 'backup',
			schedule: '*-*-* 03:00:00',
			words: 'Back the notes up',
			command: 'backup.service',
			source: 'systemd',
			nextRun: new Date(1_795_230_000_000).toISOString(),
			lastRun: new Date(1_795_143_600_000).toISOString(),
			lastResult: 'exit-code',
		});
		assert.deepEqual([sync?.schedule, sync?.words, sync?.nextRun, sync?.lastRun, sync?.lastResult], ['15min', '15min', null, null, null]);
		// Mutation seen red: `unitName` not asked.
		assert.deepEqual(others, []);
		assert.ok(!readFileSync(path.join(env['HOME'] ?? '', 'asked'), 'utf8').includes('evil'));
	});

	it('are none where no systemd answers', async t => {
		const env = withSystemctl(t);
		writeFileSync(path.join(env['HOME'] ?? '', 'systemctl'), '#!/bin/sh\necho "Failed to connect to bus" >&2; exit 1\n', {mode: 0o755});
		assert.deepEqual(await readCrons(env, now), []);
	});
});
