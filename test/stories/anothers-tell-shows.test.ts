import {test} from 'node:test';
import {newColony} from '../driver/colony.ts';

test('another process’s tell, iam and claim show without a key and without a scan', async t => {
	const colony = await newColony(t);
	const view = await colony.view();
	await view.waitFor('0 sisters');
	const iza = colony.shell.as('iza-9');
	await iza.iam('writing the parser');
	// Mutation seen red: the folder of the database not watched and its version not asked.
	await view.waitFor(/iza-9 .*writing the parser/);
	await iza.says('tell', 'queen', 'the lexer is done');
	await view.waitFor('the lexer is done');
	await view.waitFor(/1 unread/);
	await iza.says('claim', 'deploy', '--why', 'release day');
	await view.waitFor(/deploy .*iza-9/);
	await iza.says('tell', 'queen', 'urgent thing', '--urgent');
	await view.waitFor('urgent thing');
	await view.press('2', 'home', 'a');
	await view.waitFor(/acked/);
	await view.waitFor(/1 unread/);
});
