import {render, Box, renderToString} from 'ink';
import {Compose, bodyColumns} from '/work/main/components/overlays/compose.tsx';
import {Peek} from '/work/main/components/overlays/peek.tsx';
import {openEditor, edit} from '/work/main/components/editor.ts';
import {makeTheme} from '/work/main/components/theme.ts';
import {readAnsi} from '/work/main/source/tui/ansi.ts';
import {readFileSync} from 'node:fs';
const theme = makeTheme({colour: true, ascii: false});
const now = Date.parse('2026-11-21T10:00:00.000Z');
const base = {agent:'claude', status:'working', detail:null, waitingFor:null, statusSource:'state-file', statusSince:new Date(now-252000).toISOString(), evidence:[{source:'state-file', said:'busy'}], task:'Hunting the Falken mp3 trigger', taskSource:'declared', taskSince:new Date(now-31*60000).toISOString(), repo:'guide', repoKey:'guide', repoId:'/x', branch:'izabael/guide-md', dirty:true, changed:['a','b','c'], untracked:1, ahead:2, behind:0, cwd:'/home/iz/src/guide', terminal:{kind:'tmux',pane:'%12',socket:'/tmp/s',server:'1'}, pid:123, beating:false, unread:1, claims:1, lastSeen:new Date(now).toISOString(), lastOutput:new Date(now-252000).toISOString(), activity:[]};
const sisters:any = [{...base,name:'iza-3',status:'waiting',waitingFor:'Allow Bash(rm -rf build)?  1 yes  2 no'},{...base,name:'iza-2'},{...base,name:'cody',agent:'codex'},{...base,name:'iza-1',status:'idle'},{...base,name:'iza-0',status:'gone'}];
const facts:any = {sisters, claims:[{owner:'iza-3',resource:'guide/ch02.md',stale:true}], colony:{}, counts:{}};
const [, , what, cols, rows] = process.argv; const columns=+cols!, r=+rows!;
const world = {sisters, keeper:'queen', columns: bodyColumns(columns)};
const go = (ed:any, ...acts:any[]) => acts.reduce((e,a)=>edit(e,a,world).editor, ed);
let node:any;
const ins = (text:string)=>({type:'insert',text});
if (what==='tell') { const e=go(openEditor({key:'tell:',kind:'mail',replyTo:null,quote:[],repoOf:null,to:['iza-2']},[]), ins('the deploy is yours once PR #8 is in'),{type:'next-field',back:false},ins(', co')); node=<Compose editor={e} world={world} theme={theme} now={now} savedAt={new Date(now-6000).toISOString()} columns={columns} rows={r}/>; }
if (what==='body') { const e=go(openEditor({key:'tell:',kind:'dispatch',replyTo:null,quote:[],repoOf:null,to:['iza-2','zed']},[]), ins('the deploy is yours once PR #8 is in, and then there is more to be said about it in a long line that wraps\n\n\tindented 日本語 text 👩‍👩‍👧 family\nlast'),{type:'move',to:'up'},{type:'cycle-priority'},{type:'cycle-priority'}); node=<Compose editor={e} world={world} theme={theme} now={now} savedAt={null} columns={columns} rows={r}/>; }
if (what==='reply') { const e=go(openEditor({key:'reply:147',kind:'mail',replyTo:147,quote:['PR #8 is up, phase 10 state handles.','ready for your review when you have a break.','...'] as any,repoOf:null,to:['iza-3']},[]), ins('thanks'),{type:'delete',what:'line-left'},{type:'send'}); node=<Compose editor={e} world={world} theme={theme} now={now} savedAt={null} columns={columns} rows={r}/>; }
const ui:any={}; 
const lines = readAnsi(readFileSync('/work/shared/screens/claude-2.1.330/'+(process.argv[5]??'waiting-bash.ansi'),'utf8'));
const view:any={facts, now, theme, ui};
if (what==='peek') node=<Peek name="iza-3" frame={{sister:'iza-3',title:['%12'],lines,at:now}} scroll={+(process.argv[6]??0)} view={view} columns={columns} rows={r}/>;
if (what==='gone') node=<Peek name="iza-3" frame={{sister:'iza-3',title:['pane %12 is gone'],lines:[],at:now}} scroll={0} view={view} columns={columns} rows={r}/>;
process.stdout.write(renderToString(<Box width={columns} height={r}>{node}</Box>, {columns}).replace(/\n/g,'\r\n')+'\n');
