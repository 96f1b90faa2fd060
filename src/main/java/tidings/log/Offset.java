package tidings.log;

/**
 * The offset of one entry in the log.
 *
 * @param partition its number in a {@link Cursor}
 * @param position within the partition, from 0
 */
public record Offset(int partition, long position) implements Comparable<Offset> {

  @Override
  public int compareTo(Offset other) {
    int byPartition = Integer.compare(partition, other.partition);
    return byPartition != 0 ? byPartition : Long.compare(position, other.position);
  }
}
