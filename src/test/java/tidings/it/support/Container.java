package tidings.it.support;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * A server out of an image, in place of the one that the tests bring: {@code mvn verify
 * -Pcontainers}. It listens at the same port inside and outside, and has the files that it is given
 * where they are outside, so that whatever names a port or a file means the same in both ways. What
 * it writes stays inside, where it is the image's user's: nothing of this machine is bound to it.
 */
public final class Container implements Running, AutoCloseable {

  /** Whoever the image runs its server as. */
  private static final int READ_BY_ALL = 0444;

  private final GenericContainer<?> container;

  private Container(GenericContainer<?> container) {
    this.container = container;
  }

  /** Whether servers are to come out of images. */
  public static boolean isWanted() {
    return Boolean.getBoolean("tidings.containers");
  }

  /**
   * Starts one; the test is skipped where there is no engine that could.
   *
   * @param files what of this machine it reads
   */
  static Container start(
      String image,
      List<Integer> ports,
      Map<String, String> environment,
      List<Path> files,
      List<String> command) {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      var why = "Skipped: -Pcontainers wants " + image + ", and no container engine answers here";
      System.out.println(why); // of a whole class that is skipped the report says nothing
      Assumptions.abort(why);
    }
    var container = new GenericContainer<>(DockerImageName.parse(image));
    container.setPortBindings(ports.stream().map(port -> port + ":" + port).toList());
    container.withExposedPorts(ports.toArray(Integer[]::new));
    container.withEnv(environment);
    for (var file : files) {
      var path = file.toAbsolutePath().toString();
      container.withCopyFileToContainer(MountableFile.forHostPath(path, READ_BY_ALL), path);
    }
    container.withCommand(command.toArray(String[]::new));
    container.start();
    return new Container(container);
  }

  @Override
  public boolean isAlive() {
    return container.isRunning();
  }

  @Override
  public void kill() {
    try {
      container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    } catch (ConflictException | NotFoundException e) {
      // It has ended by itself: that is all that was wanted.
      assert !container.isRunning();
    }
    Awaitility.await("it has ended").until(() -> !container.isRunning());
  }

  /** Starts it again, with all that it wrote before it was killed. */
  public void startAgain() {
    container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
  }

  /** Ends it, and takes it away with all that it wrote. */
  @Override
  public void close() {
    container.stop();
  }
}
