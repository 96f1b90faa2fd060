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
 * A server from an image, in place of the one that the tests bring: {@code mvn verify
 * -Pcontainers}. It listens on the same port inside and outside, and has its files at the same
 * paths as outside, so that a port or a path means the same in both cases. Its output stays inside,
 * owned by the image's user: no volume of this machine is mounted.
 */
public final class Container implements Running, AutoCloseable {

  /** Readable for any user of the image. */
  private static final int READ_BY_ALL = 0444;

  private final GenericContainer<?> container;

  private Container(GenericContainer<?> container) {
    this.container = container;
  }

  /** Whether servers are started from images. */
  public static boolean isWanted() {
    return Boolean.getBoolean("tidings.containers");
  }

  /**
   * Starts a container; the test is skipped if there is no container engine.
   *
   * @param files files of this machine that it reads
   */
  static Container start(
      String image,
      List<Integer> ports,
      Map<String, String> environment,
      List<Path> files,
      List<String> command) {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      var why = "Skipped: -Pcontainers wants " + image + ", and no container engine answers here";
      System.out.println(why); // the report does not mention a skipped class
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
      // It has ended by itself, as intended.
      assert !container.isRunning();
    }
    Awaitility.await("it has ended").until(() -> !container.isRunning());
  }

  /** Starts it again, with everything it wrote before it was killed. */
  public void startAgain() {
    container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
  }

  /** Stops it, and removes it with everything it wrote. */
  @Override
  public void close() {
    container.stop();
  }
}
