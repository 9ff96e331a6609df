/** Claude Code. Its state file is the best source; a visible dialog says more (what is asked), so the screen is read too. */
import {isSession} from './argv.ts';
import {claudeDialog} from './claude-dialogs.ts';
import {claudeMarks, parseClaude} from './claude-screen.ts';
import {claudeCommandLine} from './command-lines.ts';
import {type Signs, weigh, working} from './evidence.ts';
import type {Agent} from './types.ts';

/** Spinners of different versions. `✳` stands while idle and (inside tmux) while working: it says nothing. */
const spinnerTitle = /^[\u2800-\u28ff◐◑◒◓]\s/;
const anyMark = /^[\u2800-\u28ff◐◑◒◓✳]\s+/;

const signs: Signs = {
	dialog: (screen, file) => (parseClaude(screen).prompt === null ? claudeDialog(screen, file) : null),
	title: title => (spinnerTitle.test(title) ? working(`spinner "${title}"`) : null),
	marks: screen => claudeMarks(screen),
};

export const claude: Agent = {
	id: 'claude',
	title: 'Claude Code',
	recognise: argv => isSession(argv, claudeCommandLine),
	needsScreen: ({process}) => process.state !== 'T',
	read: observation => weigh(observation, signs),
	taskFromTitle: title => {
		const topic = anyMark.test(title) ? title.replace(anyMark, '').trim() : '';
		return topic === '' || topic === 'Claude Code' ? null : topic;
	},
};
