package tidings.log;

/**
 * Where one entry lies in the log.
 *
 * @param partition as a {@link Cursor} counts them
 * @param position within the partition, from 0
 */
public record Place(int partition, long position) implements Comparable<Place> {

  @Override
  public int compareTo(Place other) {
    int byPartition = Integer.compare(partition, other.partition);
    return byPartition != 0 ? byPartition : Long.compare(position, other.position);
  }
}
