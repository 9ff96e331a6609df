/**
 * ink-table, told to draw one memoised Text per row (research/stack24.md, section 1): its rules and its cells cost three
 * times as much. Its rows are only ids, so that a row which changes is drawn anew and not mounted anew.
 */
import inkTable from 'ink-table';
import type {ReactElement} from 'react';
import {LineText} from './line-text.tsx';
import type {Line} from './pane.ts';
import type {Theme} from './theme.ts';

/** One row as it is drawn, top to bottom; `isSelected` is about the row itself, not about what stands over or under it. */
export type TableRow = {readonly id: string; readonly above: Line | null; readonly line: Line; readonly below: Line | null; readonly isSelected: boolean};

type Id = {readonly id: string};
type Props = {readonly data: Id[]; readonly rows: ReadonlyMap<string, TableRow>; readonly titles: Line | null; readonly theme: Theme};

const Table = inkTable.default;
const nothing = (): ReactElement => <></>;

class Lines extends Table<Id> {
	declare readonly props: Props;
	override header = nothing;
	override separator = nothing;
	override footer = nothing;

	override heading = (): ReactElement => {
		const {titles, theme} = this.props;
		return titles ? <LineText key="heading" line={titles} theme={theme} /> : nothing();
	};

	override data = ({key, data}: {readonly key: string; readonly data: Partial<Id>}): ReactElement => {
		const row = this.props.rows.get(data.id ?? '');
		const {theme} = this.props;
		if (!row) return nothing();
		return (
			<>
				{row.above ? <LineText key={`${key}-above`} line={row.above} theme={theme} /> : null}
				<LineText key={key} line={row.line} theme={theme} inverse={row.isSelected} />
				{row.below ? <LineText key={`${key}-below`} line={row.below} theme={theme} /> : null}
			</>
		);
	};
}

/** Rows in the order given; `titles` is the line of column names or null. */
export function RowTable({rows, titles, theme}: {readonly rows: readonly TableRow[]; readonly titles: Line | null; readonly theme: Theme}): ReactElement {
	const byId = new Map(rows.map(row => [row.id, row]));
	return <Lines data={rows.map(({id}) => ({id}))} rows={byId} titles={titles} theme={theme} />;
}
