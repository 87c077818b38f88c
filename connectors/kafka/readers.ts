/** Who reads a topic, asked of the groups' coordinators: what a member subscribed to stands in its metadata. */
import kafkajs from 'kafkajs'
import type { Consumer } from '../../topics/broker.ts'
import type { KafkaAdmin } from './admin-connection.ts'
import type { Names } from './client.ts'

const { MemberMetadata } = kafkajs.AssignerProtocol

export async function readersOf(admin: KafkaAdmin, names: Names, topic: string): Promise<Consumer[]> {
  const listed = (await admin.listGroups()).groups.filter(({ protocolType }) => protocolType === 'consumer')
  if (listed.length === 0) return []
  const { groups } = await admin.describeGroups(listed.map(({ groupId }) => groupId))
  const full = names.full(topic)
  return groups
    .map(({ groupId, members }) => ({
      group: names.plain(groupId) ?? groupId,
      members: members.filter(({ memberMetadata }) => topicsIn(memberMetadata).includes(full)).length,
    }))
    .filter(({ members }) => members > 0)
    .sort((a, b) => (a.group < b.group ? -1 : 1))
}

/** Empty for metadata of a form that is not known; what other clients append after the topics is passed over. */
function topicsIn(metadata: Buffer): readonly string[] {
  try {
    return MemberMetadata.decode(metadata)?.topics ?? []
  } catch {
    return []
  }
}
