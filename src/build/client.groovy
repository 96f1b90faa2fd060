import java.time.LocalDateTime
import java.util.jar.JarEntry
import java.util.jar.JarOutputStream
import java.util.jar.Manifest
import org.apache.maven.artifact.DefaultArtifact
import org.apache.maven.artifact.handler.DefaultArtifactHandler

/*
 * The Java client, below target/artifacts: tidings-client with its sources, its Javadoc and a POM of its own. Its
 * sources are compiled for Java 17 without the classes of this project, which proves that they need no others. They are
 * made again only if one of them has changed.
 */
def sources = new File(project.basedir, 'src/main/java')
def template = new File(project.basedir, 'src/build/poms/tidings-client.xml')
def beans = new File(project.basedir, 'src/build/client-beans.xml')
def work = new File(project.build.directory, 'client')
def artifacts = new File(project.properties['tidings.artifacts'])
def pom = new File(artifacts, 'tidings-client.pom')
def jar = { String suffix -> new File(artifacts, "tidings-client${suffix}.jar") }

def filesBelow = { File folder ->
  def found = []
  folder.eachFileRecurse { if (it.isFile()) found << it }
  found.sort { it.path }
}
def java = filesBelow(new File(sources, 'tidings/client'))
def classpath = project.compileClasspathElements.findAll { it != project.build.outputDirectory }.join(File.pathSeparator)

def run = { String tool, List<String> options ->
  def command = [new File(project.properties['liberty.env.JAVA_HOME'], "bin/${tool}").path] + options
  def process = new ProcessBuilder(command).redirectErrorStream(true).start()
  process.outputStream.close()
  def printed = process.inputStream.text
  if (process.waitFor() != 0) {
    throw new IllegalStateException("${tool} found faults in the Java client:\n${printed}")
  }
}

/** Files by their names, as a jar. Equal files give an equal jar. */
def pack = { File to, Map<String, File> files ->
  def manifest = new Manifest()
  manifest.mainAttributes.putValue('Manifest-Version', '1.0')
  manifest.mainAttributes.putValue('Automatic-Module-Name', 'tidings.client')
  manifest.mainAttributes.putValue('Implementation-Version', project.version)
  def head = new ByteArrayOutputStream()
  manifest.write(head)
  new JarOutputStream(to.newOutputStream()).withCloseable { out ->
    def put = { String name, byte[] bytes ->
      def entry = new JarEntry(name)
      entry.timeLocal = LocalDateTime.of(2000, 1, 1, 0, 0)
      out.putNextEntry(entry)
      out.write(bytes)
      out.closeEntry()
    }
    put('META-INF/MANIFEST.MF', head.toByteArray())
    files.each { name, file -> put(name, file.bytes) }
  }
}
def below = { File root -> filesBelow(root).collectEntries { [(root.toPath().relativize(it.toPath()).toString()): it] } }

def inputs = java + [template, beans, new File(project.basedir, 'src/build/client.groovy'), project.file]
def outputs = ['', '-sources', '-javadoc'].collect(jar) + [pom]
if (!outputs.every { out -> out.exists() && inputs.every { it.lastModified() < out.lastModified() } }) {
  artifacts.mkdirs()
  work.deleteDir()
  def classes = new File(work, 'classes')
  classes.mkdirs()
  run('javac', ['-J-XX:TieredStopAtLevel=1', '--release', '17', '-proc:none', '-parameters', '-Werror',
      '-Xlint:all,-processing,-serial,-classfile', '-implicit:none', '-classpath', classpath, '-d', classes.path] +
      java*.path)
  pack(jar(''), below(classes) + ['META-INF/beans.xml': beans])
  pack(jar('-sources'), java.collectEntries { [(sources.toPath().relativize(it.toPath()).toString()): it] })
  def documentation = new File(work, 'javadoc')
  run('javadoc', ['-J-XX:TieredStopAtLevel=1', '--release', '17', '-quiet', '-notimestamp', '--no-fonts',
      '-Xdoclint:all,-missing', '-Werror', '-windowtitle', "Tidings client ${project.version}".toString(),
      '-classpath', classpath, '-d', documentation.path] + java*.path)
  pack(jar('-javadoc'), below(documentation))
  def jspecify = project.artifacts.find { it.artifactId == 'jspecify' }.version
  pom.text = template.text.replace('@version@', project.version).replace('@jspecify@', jspecify)
}

// 'mvn install' and 'mvn deploy' treat it like the WAR, under its own coordinates.
[['pom', null, pom], ['jar', null, jar('')], ['jar', 'sources', jar('-sources')],
    ['jar', 'javadoc', jar('-javadoc')]].each { type, classifier, file ->
  def handler = new DefaultArtifactHandler(type)
  handler.extension = type
  def artifact = new DefaultArtifact(
      project.groupId, 'tidings-client', project.version, null, type, classifier, handler)
  artifact.file = file
  project.addAttachedArtifact(artifact)
}
