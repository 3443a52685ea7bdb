import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.CreateTable;
import io.trino.sql.tree.Statement;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the statements of a file with Trino's parser; prints what each is, and of a table how many columns. */
public class Trino {
  public static void main(String[] files) throws Exception {
    SqlParser parser = new SqlParser();
    for (String text : Files.readString(Path.of(files[0])).split(";\n")) {
      if (text.isBlank()) continue;
      Statement statement = parser.createStatement(text);
      String kind = statement.getClass().getSimpleName();
      System.out.println(statement instanceof CreateTable table
          ? kind + " " + table.getName() + " " + table.getElements().size()
          : kind);
    }
  }
}
