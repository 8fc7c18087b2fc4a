import { Flex } from '@strapi/design-system';
import type { ConnectorView } from '../../../contracts/connectors';
import { CopyField } from '../components/copy-field';
import { PanelBox } from '../components/panel-box';
import { useRoomKeyQuery } from '../data/rooms';
import { useCan } from '../rights';
import { useText } from '../use-text';
import { RoomTokenMaker } from './room-token-maker';

/** Rooms that people enter with tokens of this site: the public key, and a form for a room link. */
export function RoomsCard({ connector }: { connector: ConnectorView }) {
  const t = useText();
  const mayManage = useCan('connectors.manage');
  // Refused if the provider has no key pair or no readable key is saved. Then no key is shown.
  const { currentData: key } = useRoomKeyQuery(connector.id, { refetchOnMountOrArgChange: true });
  if (key === undefined && !mayManage) return null;
  return (
    <PanelBox title={t('rooms.title')}>
      <Flex direction="column" alignItems="stretch" gap={6}>
        {key === undefined ? null : (
          <CopyField
            label={t('rooms.publicKey')}
            value={key.publicKey}
            help={t('rooms.publicKey.help', { provider: connector.providerLabel })}
            multiline
          />
        )}
        {mayManage ? <RoomTokenMaker connector={connector} /> : null}
      </Flex>
    </PanelBox>
  );
}
