package tidings.runs.run.redis;

import java.time.Duration;
import java.util.List;
import redis.clients.jedis.exceptions.JedisException;
import tidings.runs.run.NumberedFrame;
import tidings.runs.run.RunInfo;
import tidings.runs.run.RunJournal;
import tidings.runs.run.RunState;

/**
 * A run that another node has or had. It has the info from Redis; it is followed only when it is
 * read, and only while it runs.
 */
final class RemoteRun implements RunJournal {

  private final RunInfo info;
  private final RedisRuns redis;
  private final RedisFollower follower;
  private volatile RunState state;

  RemoteRun(RedisRuns.Snapshot found, RedisRuns redis, RedisFollower follower) {
    info = found.info();
    state = found.state();
    this.redis = redis;
    this.follower = follower;
  }

  @Override
  public RunInfo info() {
    return info;
  }

  /** The state at the time it was found, or last read. */
  @Override
  public RunState state() {
    return state;
  }

  /**
   * @throws tidings.platform.limits.OverLimitException if Redis does not answer
   */
  @Override
  public List<NumberedFrame> read(long after, int atMost, Duration wait)
      throws InterruptedException {
    try {
      return state == RunState.RUNNING
          ? keepReading(after, atMost, wait)
          : redis.frames(info.id(), after, atMost);
    } catch (JedisException e) {
      throw RedisJournals.unavailable(e);
    }
  }

  @Override
  public void awaitUrgent(long after, Duration wait) throws InterruptedException {
    if (state != RunState.RUNNING) {
      return;
    }
    try {
      var run = follower.follow(info.id());
      try {
        run.awaitUrgent(after, wait);
      } finally {
        run.removeReader();
      }
    } catch (JedisException e) {
      throw RedisJournals.unavailable(e);
    }
  }

  private List<NumberedFrame> keepReading(long after, int atMost, Duration wait)
      throws InterruptedException {
    var run = follower.follow(info.id());
    try {
      return run.read(after, atMost, wait);
    } finally {
      run.removeReader();
      state = run.state();
    }
  }
}
