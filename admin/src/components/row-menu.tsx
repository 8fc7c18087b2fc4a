import { IconButton, Menu } from '@strapi/design-system';
import { More } from '@strapi/icons';
import * as React from 'react';
import { useText } from '../use-text';

export interface RowAction {
  key: string;
  label: string;
  icon?: React.ReactNode;
  isDanger?: boolean;
  isDisabled?: boolean;
  onSelect: () => void;
}

interface RowMenuProps {
  /** Name of the row, for screen readers. */
  name: string;
  /** Without any action there is no menu. */
  actions: readonly RowAction[];
  /** True while a dialog of an action is open. It has no trigger, so the menu gets the focus back. */
  isAsking?: boolean;
  /** Dialogs of the actions. */
  children?: React.ReactNode;
}

/** The actions of a table row, in a menu of constant width. */
export function RowMenu({ name, actions, isAsking = false, children }: RowMenuProps) {
  const t = useText();
  const trigger = React.useRef<HTMLButtonElement>(null);
  const wasAsking = React.useRef(false);
  React.useEffect(() => {
    if (wasAsking.current && !isAsking) trigger.current?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);
  return (
    <CellControls>
      {actions.length === 0 ? null : (
        <Menu.Root>
          <Menu.Trigger
            ref={trigger}
            tag={IconButton}
            icon={<More aria-hidden />}
            label={t('connector.actionsOf', { name })}
          />
          <Menu.Content
            popoverPlacement="bottom-end"
            // High enough for all items, because a menu shows no scrollbar.
            maxHeight="40rem"
          >
            {actions.map(({ key, label, icon, isDanger, isDisabled, onSelect }) => (
              <Menu.Item
                key={key}
                startIcon={icon}
                variant={isDanger === true ? 'danger' : 'default'}
                disabled={isDisabled}
                onSelect={onSelect}
              >
                {label}
              </Menu.Item>
            ))}
          </Menu.Content>
        </Menu.Root>
      )}
      {children}
    </CellControls>
  );
}

/**
 * Wraps the controls of one cell with their menus and dialogs. Strapi's table handles keys to move between
 * cells. It also receives keys from a dialog that was opened in a cell, and consumes Enter, Space and
 * Escape in a cell with several buttons. While the focus is in the cell, it keeps the arrow keys.
 */
export function CellControls({ children }: { children: React.ReactNode }) {
  return (
    <div style={{ display: 'contents' }} onKeyDown={keepFromTable}>
      {children}
    </div>
  );
}

function keepFromTable(event: React.KeyboardEvent): void {
  const isInCell = event.target instanceof Node && event.currentTarget.contains(event.target);
  if (isInCell && !['Enter', ' ', 'Escape'].includes(event.key)) return;
  // Stops React's propagation only. Listeners on the document still get the event: dialogs need Escape.
  event.isPropagationStopped = () => true;
}
