/** A question that is answered in one line. */
import type {EditorText} from '../editor-text.ts';
import {wrap} from '../fit.ts';
import {inputLine} from '../input-line.ts';
import {piece} from '../line-text.tsx';
import type {Line, View} from '../pane.ts';
import type {Question} from '../state.ts';
import {subjectOf} from '../words.ts';
import {innerWidth, keyHints, type Screen, type TextBox} from './text-box.tsx';

const widest = 72;

type Words = {readonly title: string; readonly about: string; readonly enter: string};

function words(question: Question, {facts}: Omit<View, 'width' | 'height'>): Words {
	switch (question.ask) {
		case 'resolve': {
			const conflict = facts.conflicts.find(one => one.id === question.conflict);
			const about = conflict ? `${conflict.type} ${subjectOf(conflict)}: ${conflict.detail}` : 'It is over already.';
			return {
				title: `Accept #${question.conflict}: why?`,
				about: `${about}${/[.!?]$/.test(about) ? '' : '.'} It counts again as soon as what it rests on changes.`,
				enter: 'accept',
			};
		}
		case 'reject': {
			const review = facts.reviews?.find(one => one.id === question.review);
			const about = review ? `${review.branch} in ${review.repo}, asked for by ${review.requester}: ${review.title}.` : 'It is gone already.';
			return {title: `Reject review #${question.review}: why?`, about: `${about} She gets your reason as mail.`, enter: 'reject'};
		}
		case 'claim':
			return {
				title: 'Claim what?',
				about: 'A path or glob (src/db.ts, docs/**) belongs to the repository you started queen in; any other word is a domain of the whole colony.',
				enter: 'go on',
			};
		case 'claim-why':
			return {
				title: `Claim ${question.resource}: why?`,
				about: 'Others see this when they run into your claim. Leave it empty if there is nothing to say.',
				enter: 'claim',
			};
	}
}

export function promptBox(question: Question, input: EditorText, view: Omit<View, 'width' | 'height'>, screen: Screen): TextBox {
	const {title, about, enter} = words(question, view);
	const inner = innerWidth(widest, screen);
	const lines: readonly Line[] = [...wrap(about, inner).map((text): Line => [piece(text)]), [], [piece('> ', 'strong'), ...inputLine(input, inner - 3)]];
	return {
		title: [piece(title, 'strong')],
		note: [],
		lines,
		keys: keyHints([
			[view.theme.glyphs.enter, enter],
			['Esc', 'cancel'],
		]),
		width: widest,
		height: lines.length + 4,
	};
}
