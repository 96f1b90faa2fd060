/*
 * Makes the Java client an artifact of its own: its sources, compiled for Java 17 without the rest of this project,
 * which proves that they need neither; the jars of its classes, sources and documentation; its POM. 'mvn install' and
 * 'mvn deploy' treat them like the WAR. Nothing is made again unless a source has changed.
 */
import java.util.jar.JarEntry
import java.util.jar.JarOutputStream
import java.util.jar.Manifest
import org.apache.maven.artifact.DefaultArtifact
import org.apache.maven.artifact.handler.DefaultArtifactHandler

def sources = new File(project.basedir, 'src/main/java')
def template = new File(project.basedir, 'src/build/client')
def target = new File(project.build.directory, 'client')
def classes = new File(target, 'classes')
def documentation = new File(target, 'javadoc')
def pom = new File(target, 'pom.xml')
def jar = { String suffix -> new File(target, "tidings-client-${project.version}${suffix}.jar") }

def filesBelow = { File folder ->
  def found = []
  folder.eachFileRecurse { if (it.isFile()) found << it }
  found.sort { it.path }
}
def java = filesBelow(new File(sources, 'tidings/client'))
def tool = { String name -> new File(project.properties['liberty.env.JAVA_HOME'], "bin/${name}").path }
def classpath = project.compileClasspathElements.findAll { it != project.build.outputDirectory }.join(File.pathSeparator)

def run = { List<String> command ->
  def printed = new File(target, new File(command[0]).name + '.log')
  def process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed).start()
  process.outputStream.close()
  if (process.waitFor() != 0) {
    throw new IllegalStateException("${command[0]} failed for the Java client:\n${printed.text}")
  }
}

// The same bytes for the same sources: a fixed time, and names in order.
def pack = { File to, Map<File, String> roots, Closure accepts ->
  def manifest = new Manifest()
  manifest.mainAttributes.putValue('Manifest-Version', '1.0')
  manifest.mainAttributes.putValue('Automatic-Module-Name', 'tidings.client')
  manifest.mainAttributes.putValue('Implementation-Title', 'Tidings client')
  manifest.mainAttributes.putValue('Implementation-Version', project.version)
  to.withOutputStream { out ->
    def zip = new JarOutputStream(out)
    def put = { String name, byte[] bytes ->
      def entry = new JarEntry(name)
      entry.timeLocal = java.time.LocalDateTime.of(1980, 1, 1, 0, 0)
      zip.putNextEntry(entry)
      zip.write(bytes)
      zip.closeEntry()
    }
    def text = new ByteArrayOutputStream()
    manifest.write(text)
    put('META-INF/MANIFEST.MF', text.toByteArray())
    roots.each { root, prefix ->
      filesBelow(root).findAll(accepts).each { put(prefix + root.toPath().relativize(it.toPath()), it.bytes) }
    }
    zip.close()
  }
}

def inputs = java + filesBelow(template) + [new File(project.basedir, 'src/build/client.groovy'), project.file]
def outputs = ['', '-sources', '-javadoc'].collect(jar) + [pom]
def isCurrent = outputs.every { out -> out.exists() && inputs.every { it.lastModified() < out.lastModified() } }

if (!isCurrent) {
  target.deleteDir()
  classes.mkdirs()
  run([tool('javac'), '-J-XX:TieredStopAtLevel=1', '--release', '17', '-proc:none', '-parameters', '-Werror',
      '-Xlint:all,-processing,-serial,-classfile', '-implicit:none',
      '-classpath', classpath, '-d', classes.path] + java*.path)
  pom.text = new File(template, 'pom.xml').text
      .replace('@groupId@', project.groupId)
      .replace('@version@', project.version)
      .replace('@jspecify@', project.artifacts.find { it.artifactId == 'jspecify' }.version)
  def resources = [(classes): '', (new File(template, 'META-INF')): 'META-INF/']
  pack(jar(''), resources, { true })
  pack(jar('-sources'), [(new File(sources, 'tidings/client')): 'tidings/client/'], { true })
  run([tool('javadoc'), '-J-XX:TieredStopAtLevel=1', '-J-XX:+UseSerialGC', '--release', '17', '-quiet', '-notimestamp', '--no-fonts',
      '-Xdoclint:all,-missing', '-Werror', '-classpath', classpath, '-d', documentation.path] + java*.path)
  pack(jar('-javadoc'), [(documentation): ''], { true })
}

// Installed and deployed under coordinates of their own.
def attach = { File file, String type, String classifier ->
  def handler = new DefaultArtifactHandler(type)
  handler.extension = type
  def artifact = new DefaultArtifact(
      project.groupId, 'tidings-client', project.version, null, type, classifier, handler)
  artifact.file = file
  artifact.resolved = true
  project.addAttachedArtifact(artifact)
}
attach(pom, 'pom', null)
attach(jar(''), 'jar', null)
attach(jar('-sources'), 'jar', 'sources')
attach(jar('-javadoc'), 'jar', 'javadoc')
