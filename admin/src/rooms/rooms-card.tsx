import { Flex } from '@strapi/design-system';
import type { ConnectorView } from '../../../contracts/connectors';
import { CopyField } from '../components/copy-field';
import { PanelBox } from '../components/panel-box';
import { useRoomKeyQuery } from '../data/rooms';
import { useCan } from '../rights';
import { useText } from '../use-text';
import { RoomTokenMaker } from './room-token-maker';

/** Rooms of a provider whose doors this site opens: its public key, and a link to try one. */
export function RoomsCard({ connector }: { connector: ConnectorView }) {
  const t = useText();
  const mayManage = useCan('connectors.manage');
  // Refused where the provider has no key pair, and until a readable key is saved: then none is shown.
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
