// The least that a Qt Widgets program can be: the peer of the desktop's start. With an argument it shows that
// text, which is the least that a program with something to read can be: the first text loads the fonts.
#include <QApplication>
#include <QLabel>
#include <QMainWindow>

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QMainWindow window;
    window.resize(1180, 760);
    if (argc > 1)
        window.setCentralWidget(new QLabel(QString::fromLocal8Bit(argv[1])));
    window.show();
    return QApplication::exec();
}
