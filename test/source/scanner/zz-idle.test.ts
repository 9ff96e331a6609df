import {test} from 'node:test';
import {fork} from 'node:child_process';
import {readFileSync, mkdirSync, writeFileSync} from 'node:fs';
import {newOwner, newFolder} from '/work/main/test/driver/cleanup.ts';
import {shellIn} from '/work/main/test/driver/shell.ts';
import {newTmux} from '/work/main/test/driver/tmux.ts';
import {newRepository} from '/work/main/test/driver/repository.ts';
import {startTime} from '/work/main/test/driver/processes.ts';
import {setTimeout as pause} from 'node:timers/promises';
const N = Number(process.env.N ?? 12);
test('trial', {timeout: 120000}, async t => {
	const owner = newOwner(t); const shell = shellIn(newFolder(owner)); const tmux = await newTmux(owner, shell);
	for (let i=0;i<N;i++){ const repo = i<12 ? await newRepository(shell, 'site'+i) : {path: shell.folder+'/src/site'+i%12};
		const p = await tmux.window(repo.path, ['env','-u','TMUX','-u','TMUX_PANE','bash','-c',`exec -a claude tee ${shell.folder}/typed${i}`], 'x');
		mkdirSync(shell.home+'/.claude/sessions',{recursive:true});
		writeFileSync(`${shell.home}/.claude/sessions/${p.pid}.json`, JSON.stringify({pid:p.pid,procStart:startTime(p.pid),kind:'interactive',entrypoint:'cli',cwd:repo.path,name:'iza-'+i,nameSource:'user',status:'idle'}));
	}
	const child = fork('/tmp/sc/dist/scanner.js', [], {env: shell.env, stdio: ['ignore','inherit','inherit','ipc']});
	owner.after(() => { child.kill('SIGKILL'); });
	child.on('message', m => console.log(m));
	await pause(6000);
	const ticks = () => { const f = readFileSync(`/proc/${child.pid}/stat`,'utf8').split(') ')[1]!.split(' '); return [11,12,13,14].map(i=>Number(f[i])); };
	const sched = (pid: number) => Number(readFileSync(`/proc/${pid}/schedstat`,'utf8').split(' ')[0])/1e6;
	const a = ticks(), s0 = sched(child.pid!), v0=sched(tmux.pid), t0=performance.now();
	await pause(Number(process.env.S ?? 30)*1000);
	const b = ticks(), dt=(performance.now()-t0);
	console.log(N, 'main thread ms/s', ((sched(child.pid!)-s0)/dt*1000).toFixed(2), '| ticks: own user,sys children user,sys ms/s', b.map((x,i)=>((x-a[i]!)*10/dt*1000).toFixed(2)).join(' '), '| tmux server ms/s', ((sched(tmux.pid)-v0)/dt*1000).toFixed(2));
});
